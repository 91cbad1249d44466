"""Readers of segments, and what segments must not be to one another."""
