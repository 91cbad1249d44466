"""Readers of `destinations.yml`, and of `sync` and `except` in a segment."""
