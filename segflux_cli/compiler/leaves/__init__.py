"""Conditions as leaves of the plan, and the algebra that joins them."""
