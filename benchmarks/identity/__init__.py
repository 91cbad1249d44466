"""Contraction against SciPy, DuckDB and networkx, and increments against full runs."""
