"""Whole segments decided: what they are, read and hash to."""
