"""The plan of a build against one query per segment, on the same tables."""
