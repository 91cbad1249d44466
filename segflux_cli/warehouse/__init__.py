"""The one door to ClickHouse, embedded or a server."""
