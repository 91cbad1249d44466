"""The adapters: each a file that says, in the words of `sources.yml`, how a tool's tables are read."""
