"""The grammar of `sql` conditions."""
