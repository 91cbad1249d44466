"""Evaluates segments without dbt, by the macros that a build runs: on cases, and on the tables of a build."""
