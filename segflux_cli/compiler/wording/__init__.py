"""Conditions in words: the canonical ones that decide what is the same, and sentences for people."""
