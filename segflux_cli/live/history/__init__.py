"""A segment as of past instants."""
