"""Random rows hold every kind of thing that finds mistakes."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.fuzz import pools
from tests.fuzz.compare import Case, draw_case
from tests.oracle.computed import people_of
from tests.oracle.people import Person
from tests.oracle.times import Moment, minus, time_of

DATA_SETS = 60


@cache
def cases() -> list[Case]:
    return [draw_case(seed, segments=20) for seed in range(DATA_SETS)]


def rows_of(case: Case, *parts: str) -> list[dict[str, Any]]:
    return [row for part in parts for row in case["given"][part]]


def values_in(part: Any) -> Iterator[Any]:
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from values_in(inner)
    else:
        yield part


def values(case: Case) -> list[Any]:
    told = [row.get("properties") or row.get("traits") for row in rows_of(case, "events", "traits")]
    return list(values_in(told))


def people(case: Case) -> list[Person]:
    return list({id(person): person for person in people_of(case).values()}.values())


def has_ties(case: Case) -> bool:
    """Two events of a person at one instant, which only arrival and id tell apart."""
    return any(len({event.at for event in one.events}) < len(one.events) for one in people(case))


def has_ties_of_traits(case: Case) -> bool:
    return any(max(Counter(row.at for row in one.trait_rows).values(), default=0) > 1 for one in people(case))


def has_repeats(case: Case) -> bool:
    ids = Counter(row["event_id"] for row in rows_of(case, "events") if "event_id" in row)
    return max(ids.values(), default=0) > 1


def is_late(row: dict[str, Any]) -> bool:
    return (time_of(row.get("received_at")) or 0) > (time_of(row["at"]) or 0)


def has_merges(case: Case) -> bool:
    """One person with ids of two; those drawn have four at most, two of them devices."""
    return any(sum(kind == "anonymous_id" for kind, _ in one.identifiers) > 2 for one in people(case))


def is_on_an_edge(case: Case) -> bool:
    """An event exactly one of the lengths before an evaluation."""
    moments = [
        Moment(time_of(row["as_of"]) or 0, ZoneInfo(zone))
        for row in case["expect"][:2]
        for zone in pools.ZONES
    ]
    edges = {minus(moment, length) for moment in moments for length in pools.LENGTHS}
    return bool(edges & {time_of(row["at"]) for row in rows_of(case, "events")})


def is_at_as_of(case: Case) -> bool:
    return bool(
        {time_of(row["as_of"]) for row in case["expect"]}
        & {time_of(row["at"]) for row in rows_of(case, "events")}
    )


def crosses_a_change_of_clock(case: Case) -> bool:
    """A segment in a zone whose clock changed between an event and an evaluation."""
    zones = {one["membership"].get("time_zone") for one in case["segments"] if "membership" in one} - {None}
    instants = [time_of(row["at"]) or 0 for row in rows_of(case, "events")]
    moments = [time_of(row["as_of"]) or 0 for row in case["expect"]]
    return any(len({offset(at, zone) for at in instants + moments}) > 1 for zone in zones)


def offset(instant: int, zone: str) -> object:
    moment = Moment(instant, ZoneInfo(zone))
    return moment.local - Moment(instant, ZoneInfo("UTC")).local


KINDS: dict[str, Callable[[Case], bool]] = {
    "ties in time": has_ties,
    "ties in time of traits": has_ties_of_traits,
    "repeats": has_repeats,
    "nulls": lambda case: None in values(case),
    "not-a-number": lambda case: any(str(one) == "nan" for one in values(case)),
    "text numbers": lambda case: any(one in pools.NUMBER_TEXTS for one in values(case)),
    "empty texts": lambda case: "" in values(case),
    "other scripts": lambda case: any(isinstance(one, str) and not one.isascii() for one in values(case)),
    "late rows": lambda case: any(map(is_late, rows_of(case, "events", "traits"))),
    "rows received before they happened": lambda case: any(
        (time_of(row.get("received_at")) or 10**15) < (time_of(row["at"]) or 0)
        for row in rows_of(case, "events")
    ),
    "merges": has_merges,
    "blocked ids": lambda case: any("unknown" in row.values() for row in rows_of(case, "events", "traits")),
    "instants on an edge": is_on_an_edge,
    "instants at as_of": is_at_as_of,
    "changes of clock": crosses_a_change_of_clock,
    "records that are deleted": lambda case: any(
        row.get("deleted") is True for rows in case["given"]["related"].values() for row in rows
    ),
    "links that end": lambda case: any(
        row.get("deleted") is True
        for one in case["given"].get("entities", {}).values()
        for row in one["links"]
    ),
    "integers of 64 bits": lambda case: any(
        isinstance(one, int) and abs(one) > 2**53 for one in values(case)
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_some_data_sets_have(kind: str) -> None:
    assert sum(KINDS[kind](case) for case in cases()) > DATA_SETS // 20
