"""The commands a person types: thin, each reads its options, calls one function and prints."""
