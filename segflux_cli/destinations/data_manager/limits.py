"""What Google's Data Manager API takes at a time."""

from segflux_cli.destinations.protocol import Limits

# The API's documented quotas: members a request, requests a minute.
LIMITS = Limits(rows=10_000, at_once=2, requests=300, seconds=60.0, timeout=120.0)
