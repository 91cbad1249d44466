"""Destinations that are databases, over real ones."""
