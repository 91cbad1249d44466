"""Plans in batches to destinations, with what came of every row."""
