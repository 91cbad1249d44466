"""Readers of `identity.yml` and of the overrides it names."""
