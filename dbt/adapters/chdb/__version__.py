"""What `dbt --version` prints; it follows the dbt-clickhouse whose behavior this adapter shares."""

version = "1.10.3"
