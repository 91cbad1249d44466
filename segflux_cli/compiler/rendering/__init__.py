"""Macros and templates of a dbt project, read and called without dbt."""
