"""Destinations that are files and objects."""
