"""Readers of `sources.yml`, and the adapters that come with Segflux."""
