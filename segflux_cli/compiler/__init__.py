"""Decides what SQL and YAML say."""
