"""Runs the macros on an engine without dbt: cases, and examples of segments."""
