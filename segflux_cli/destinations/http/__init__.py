"""Destinations that are told of over HTTP, each described by one YAML file; nothing of them is Python."""
