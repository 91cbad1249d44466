"""Strict YAML whose nodes know their places, typed values of them, and the faults found on the way."""
