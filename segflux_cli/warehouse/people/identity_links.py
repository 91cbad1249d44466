"""The links around identifiers, and the way between two of them."""

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
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
_MOST_NODES = 5_000  # in one query: servers limit how long its parameters are
_ID = re.compile(r"[0-9a-f]{16}", re.IGNORECASE | re.ASCII)
_Cost = tuple[int, int, tuple[datetime, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Named:
    """One identifier; `profile_id` is '' where it identifies nobody: ignored, or new in a build that did not end."""

    node: int
    type: str
    value: str
    profile_id: str
    is_ignored: bool = False


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
    """The identifiers with this value, or those that gave a profile this id, now or before it was merged.

    Of a value there is one of each type at most. What somebody did before a sign-in has an id of its own, which is
    that of the identifier that signed in.
    """
    condition = f"""
        (
            seen.identifier_value in {{values:Array(String)}} or seen.node = {{named:UInt64}}
            or seen.node in (
                select node
                from {relations["int_identifiers_signed_in"]}
                where before_node = {{named:UInt64}} and before_node != 0
            )
        ) and {{kind:String}} in ('', seen.identifier_type)
    """
    named = int(value, 16) if _ID.fullmatch(value) else 0
    given = {"values": spellings(value), "named": named, "kind": kind or ""}
    found = _named(client, relations, condition, given)
    return tuple(each for each in found if each.value == value) or found


def one_of(found: tuple[Named, ...], value: str) -> Named:
    """The one identifier that is meant; raises UsageError where there are several."""
    if len(found) > 1:
        told = " or ".join(f"{each.type}:{each.value}" for each in found)
        raise UsageError(f"{value!r} may be one of several identifiers. Write {told}.")
    return found[0]


def find_way(client: "Client", relations: Mapping[str, str], start: int, end: int) -> tuple[Link, ...] | None:
    """The way from one node to another: with the fewest unused links, then the shortest, then first seen.

    Raises UsageError where more links lie around the two than are looked through.
    """
    known: dict[tuple[int, int], Link] = {}
    asked: set[int] = set()
    together = {start}  # reached by used links alone; as soon as the end is, every way as short is known
    frontier = {start}
    while frontier and end not in together:
        if len(known) > _MOST_LINKS:
            raise UsageError(
                f"More than {_MOST_LINKS:,} links lie around the two, and those looked through do not lead from one to "
                "the other. `segflux identity stats` tells which identifiers are linked to the most others."
            )
        found = links_of(client, relations, frontier)
        known |= {(link.a, link.b): link for link in found}
        together |= {
            node
            for link in found
            if not link.rule and {link.a, link.b} & together
            for node in (link.a, link.b)
        }
        asked |= frontier
        frontier = {node for link in found for node in (link.a, link.b)} - asked
    return _cheapest(known.values(), start, end)


def links_of(client: "Client", relations: Mapping[str, str], nodes: Iterable[int]) -> tuple[Link, ...]:
    """Every link with an end among the nodes, those made by hand between identifiers that were seen too."""
    seen = f"select node from {relations['int_identifiers_seen']}"
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
            ) and (a in {{nodes:Array(UInt64)}} or b in {{nodes:Array(UInt64)}}) and a in ({seen}) and b in ({seen})
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
    return tuple(
        Link(row["a"], row["b"], tuple(row["sources"]), row["at"], row["rule"])
        for part in _parts(nodes)
        for row in ask(client, sql, {"nodes": part, "by_hand": BY_HAND})
    )


def names_of(client: "Client", relations: Mapping[str, str], nodes: Iterable[int]) -> dict[int, Named]:
    """What nodes are called."""
    condition = "seen.node in {nodes:Array(UInt64)}"
    found = (_named(client, relations, condition, {"nodes": part}) for part in _parts(nodes))
    return {each.node: each for part in found for each in part}


def _parts(nodes: Iterable[int]) -> Iterator[list[int]]:
    listed = sorted(nodes)
    return (listed[start : start + _MOST_NODES] for start in range(0, len(listed), _MOST_NODES))


def _named(
    client: "Client", relations: Mapping[str, str], condition: str, values: Mapping[str, Any]
) -> tuple[Named, ...]:
    sql = f"""
        with found as (
            select seen.node as node, any(seen.identifier_type) as type, any(seen.identifier_value) as value
            from {relations["int_identifiers_seen"]} as seen
            where {condition}
            group by node
        )
        select found.node as node, found.type as type, found.value as value, people.profile_id as profile,
            found.node in (
                select resolved.node
                from {relations["int_identifiers_resolved"]} as resolved
                where resolved.node in (select node from found)
                    and resolution in (select resolution from {relations["identity_resolutions"]})
                group by resolved.node
                having argMax(resolved.profile_node, resolved.resolution) = 0
            ) as is_ignored
        from found
        any left join {relations["dim_identifiers"]} as people on found.node = people.node
        order by type, value
    """
    rows = ask(client, sql, values)
    return tuple(
        Named(row["node"], row["type"], row["value"], row["profile"], bool(row["is_ignored"])) for row in rows
    )


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
