"""One person as identity sees them: identifiers, merges and splits, links that are not used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.people.identity_links import Named
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_MOST = 50
_TIME = "formatDateTime({}, '%F %T', 'UTC')"


@dataclass(frozen=True)
class IdentityOfPerson:
    """Rows for people to read, each a mapping of names to values, at most 50 moves and unused links."""

    identifiers: tuple[dict[str, Any], ...]
    moves: tuple[dict[str, Any], ...]
    unused: tuple[dict[str, Any], ...]


def read_person(client: "Client", relations: Mapping[str, str], named: Named) -> IdentityOfPerson:
    """What is known of the profile that an identifier belongs to."""
    values = {"profile": named.profile_id, "node": named.node}
    return IdentityOfPerson(
        identifiers=tuple(ask(client, _identifiers_sql(relations), values)),
        moves=tuple(ask(client, _moves_sql(relations), values)),
        unused=tuple(ask(client, _unused_sql(relations), values)),
    )


def _nodes(relations: Mapping[str, str]) -> str:
    people = relations["dim_identifiers"]
    return f"select node from {people} where profile_id = {{profile:String}} union all select {{node:UInt64}}"


def _identifiers_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select any(identifier_type) as type, any(identifier_value) as value,
            {_TIME.format("min(seen.first_seen_at)")} as first_seen_at,
            argMin(seen.source, seen.first_seen_at) as source
        from {relations["int_identifiers_seen"]} as seen
        where node in ({_nodes(relations)})
        group by node
        order by min(seen.first_seen_at), node
    """


def _moves_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select kind, from_profile_id, into_profile_id, {_TIME.format("resolved_at")} as at,
            if(
                type_a = '', moves.rule,
                concat(moves.rule, ' ', type_a, ':', value_a, ' ', type_b, ':', value_b)
            ) as rule
        from {relations["identity_merges"]} as moves
        where {{profile:String}} != '' and {{profile:String}} in (from_profile_id, into_profile_id)
        order by resolution desc, from_profile_id, into_profile_id
        limit {_MOST}
    """


def _unused_sql(relations: Mapping[str, str]) -> str:
    return f"""
        select concat(type_a, ':', value_a) as a, concat(type_b, ':', value_b) as b, rule
        from {relations["identity_rejected_links"]} as links
        where links.a in ({_nodes(relations)}) or links.b in ({_nodes(relations)})
        order by rule, a, b
        limit {_MOST}
    """
