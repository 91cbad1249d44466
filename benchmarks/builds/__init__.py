"""What builds cost: the first one, one with nothing new, and dbt's own no-op of as many nodes."""
