"""Decides what SQL and YAML say: from values to leaves, from leaves to segments, from segments to files."""
