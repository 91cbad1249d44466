"""Segflux: segments as code on the user's own ClickHouse."""

__version__ = "0.1.0"
