"""What is sent for identifiers, as the engine works it out."""

import hashlib
from collections.abc import Sequence

from clickhouse_connect.driver.client import Client

from segflux_cli.destinations.identities import identity


def worked_out(client: Client, expression: str, values: Sequence[str]) -> list[str]:
    """The expression for each value."""
    client.command("create or replace table texts (place UInt64, value String) engine = Memory")
    client.insert("texts", [[place, value] for place, value in enumerate(values)], ["place", "value"])
    return [str(row[0]) for row in client.query(f"select {expression} from texts order by place").result_rows]


def sent(client: Client, rule: str, values: Sequence[str], region: str | None = None) -> list[str]:
    """What goes out for each value; '' for one that is sent nowhere."""
    known = identity(rule, "email", region=region)
    return worked_out(client, known.sent_as, worked_out(client, known.normal_form, values))


def hashed(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
