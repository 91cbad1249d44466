"""A cluster of two shards in one process, kept open for all its tests."""
