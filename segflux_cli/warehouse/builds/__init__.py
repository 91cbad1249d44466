"""Builds under way and done: leases, runs, evaluations, views that stand."""
