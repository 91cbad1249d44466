"""Carries members of segments to destinations: state in the warehouse, the plan before any sending."""
