"""Destinations that are tables of a database."""
