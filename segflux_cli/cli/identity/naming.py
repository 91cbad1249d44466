"""How identifiers are written on the command line and shown."""

from typing import TYPE_CHECKING

from segflux_cli.cli.output import shortened
from segflux_cli.warehouse.identity_links import Link, Named, find_identifier, one_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickhouse_connect.driver.client import Client

READS = (
    *("int_identifiers_seen", "int_links_seen", "int_links_judged", "int_overrides_applied"),
    *("identity_resolutions", "dim_identifiers"),
)


def meant(client: "Client", relations: "Mapping[str, str]", written: str) -> Named:
    """The identifier that somebody wrote, as its value or as TYPE:VALUE."""
    kind, colon, value = written.partition(":")
    if colon and (found := find_identifier(client, relations, value, kind)):
        return found[0]
    return one_identifier(client, relations, written, None)


def shown(named: Named) -> str:
    """An identifier as text."""
    return f"{shortened(named.type)}:{shortened(named.value)}"


def link_as_json(link: Link, names: "Mapping[int, Named]") -> dict[str, object]:
    """A link for machines; `rule` is null where it is used."""
    ends = {
        side: {"type": names[node].type, "value": names[node].value}
        for side, node in (("a", link.a), ("b", link.b))
    }
    return {
        **ends,
        "sources": list(link.sources),
        "first_seen_at": link.first_seen_at.isoformat(timespec="milliseconds"),
        "rule": link.rule or None,
    }
