"""The links around identifiers, and the way between two of them."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.people.wanted import spellings
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

BY_HAND = "by hand"
_MOST_LINKS = 200_000  # beyond, a way is not looked for
_Cost = tuple[int, int, tuple[datetime, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Named:
    """One identifier; `profile_id` is '' where it identifies nobody."""

    node: int
    type: str
    value: str
    profile_id: str


@dataclass(frozen=True)
class Link:
    """Two identifiers on one row of these sources; `rule` is why the link is not used, '' where it is."""

    a: int
    b: int
    sources: tuple[str, ...]
    first_seen_at: datetime
    rule: str


def find_identifier(
    client: "Client", relations: Mapping[str, str], value: str, kind: str | None
) -> tuple[Named, ...]:
    """The identifiers with this value, or whose profile has this id; one of each type at most for a value."""
    sql = f"""
        select seen.node as node, any(seen.identifier_type) as type, any(seen.identifier_value) as value,
            any(people.profile_id) as profile
        from {relations["int_identifiers_seen"]} as seen
        any left join {relations["dim_identifiers"]} as people on seen.node = people.node
        where (
            seen.identifier_value in {{values:Array(String)}}
            or seen.node in (
                select profile_node from {relations["dim_identifiers"]} where profile_id = lower({{value:String}})
            )
        ) and {{kind:String}} in ('', seen.identifier_type)
        group by node
        order by type, value
    """
    rows = ask(client, sql, {"values": spellings(value), "value": value, "kind": kind or ""})
    found = tuple(Named(row["node"], row["type"], row["value"], row["profile"]) for row in rows)
    return tuple(each for each in found if each.value == value) or found


def one_of(found: tuple[Named, ...], value: str) -> Named:
    """The one identifier that is meant; raises UsageError where there are several."""
    if len(found) > 1:
        told = " or ".join(f"{each.type}:{each.value}" for each in found)
        raise UsageError(f"{value!r} may be one of several identifiers. Write {told}.")
    return found[0]


def find_way(client: "Client", relations: Mapping[str, str], start: int, end: int) -> tuple[Link, ...] | None:
    """The way from one node to another: with the fewest unused links, then the shortest, then first seen."""
    known: dict[tuple[int, int], Link] = {}
    asked: set[int] = set()
    frontier = {start}
    while frontier and len(known) < _MOST_LINKS:
        for link in links_of(client, relations, frontier):
            known[link.a, link.b] = link
        asked |= frontier
        frontier = {node for pair in known for node in pair} - asked
    return _cheapest(known.values(), start, end)


def links_of(client: "Client", relations: Mapping[str, str], nodes: Iterable[int]) -> tuple[Link, ...]:
    """Every link with an end among the nodes, those made by hand too."""
    sql = f"""
        with found as (
            select a, b, source, first_seen_at
            from {relations["int_links_seen"]}
            where a in {{nodes:Array(UInt64)}} or b in {{nodes:Array(UInt64)}}
            union all
            select least(a, b), greatest(a, b), {{by_hand:String}}, fromUnixTimestamp64Milli(toInt64(0), 'UTC')
            from {relations["int_overrides_applied"]}
            where override_action = 'merge' and resolution = (
                select max(resolution) from {relations["int_overrides_applied"]}
                where resolution in (select resolution from {relations["identity_resolutions"]})
            ) and (a in {{nodes:Array(UInt64)}} or b in {{nodes:Array(UInt64)}})
        )
        select links.a as a, links.b as b, arraySort(groupUniqArray(links.source)) as sources,
            min(links.first_seen_at) as at, any(judged.verdict) as rule
        from found as links
        any left join (
            select a, b, argMax(stored.rule, stored.resolution) as verdict
            from {relations["int_links_judged"]} as stored
            where resolution in (select resolution from {relations["identity_resolutions"]})
                and (a, b) in (select a, b from found)
            group by a, b
        ) as judged on links.a = judged.a and links.b = judged.b
        group by a, b
    """
    rows = ask(client, sql, {"nodes": sorted(nodes), "by_hand": BY_HAND})
    return tuple(Link(row["a"], row["b"], tuple(row["sources"]), row["at"], row["rule"]) for row in rows)


def names_of(client: "Client", relations: Mapping[str, str], nodes: Iterable[int]) -> dict[int, Named]:
    """What nodes are called."""
    sql = f"""
        select seen.node as node, any(seen.identifier_type) as type, any(seen.identifier_value) as value,
            any(people.profile_id) as profile
        from {relations["int_identifiers_seen"]} as seen
        any left join {relations["dim_identifiers"]} as people on seen.node = people.node
        where seen.node in {{nodes:Array(UInt64)}}
        group by node
    """
    rows: list[dict[str, Any]] = ask(client, sql, {"nodes": sorted(nodes)})
    return {row["node"]: Named(row["node"], row["type"], row["value"], row["profile"]) for row in rows}


def _cheapest(links: Iterable[Link], start: int, end: int) -> tuple[Link, ...] | None:
    around: dict[int, list[Link]] = {}
    for link in links:
        for node in (link.a, link.b):
            around.setdefault(node, []).append(link)
    ways: list[tuple[_Cost, int, tuple[Link, ...]]] = [((0, 0, (), ()), start, ())]
    done: set[int] = set()
    while ways:
        (unused, hops, times, nodes), node, way = heapq.heappop(ways)
        if node == end:
            return way
        if node in done:
            continue
        done.add(node)
        for link in around.get(node, []):
            other = link.b if link.a == node else link.a
            if other not in done:
                cost = (unused + bool(link.rule), hops + 1, (*times, link.first_seen_at), (*nodes, other))
                heapq.heappush(ways, (cost, other, (*way, link)))
    return None
