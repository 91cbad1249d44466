"""Lengths, bounds, windows and zones of time, and how they are read."""
