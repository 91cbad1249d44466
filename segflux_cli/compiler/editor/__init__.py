"""JSON Schemas of the project's files, for editors: made from the same word tables as the readers."""
