"""The report: one page that says how the segments stand, for people who don't ask a warehouse."""
