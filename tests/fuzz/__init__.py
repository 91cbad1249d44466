"""Random data and random segments, so that engine and oracle can be compared on every profile."""
