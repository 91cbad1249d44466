"""Tables of segments filled by hand, and the macros of insight over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.compiler.rendering.macros import load_macros

ROOT = Path(__file__).parents[3]
DAY = 86_400_000
NAMES = ("bitmaps", "segments", "traits", "leaves", "sizes", "runs", "events", "overrides", "profiles")
TABLES = {name: Relation("insight", name) for name in NAMES}
BITMAP = "AggregateFunction(groupBitmap, UInt32)"
COLUMNS = {
    "bitmaps": f"segment String, as_of DateTime64(3, 'UTC'), slice UInt8, members {BITMAP}, base_size UInt64,"
    f" size UInt64, entered {BITMAP}, departed {BITMAP}, merged {BITMAP}, cause String, run_id String,"
    " verdict String, status String",
    "segments": "segment String, status String, review_by Nullable(Date32)",
    "leaves": f"leaf_id String, slice UInt8, members {BITMAP}",
    "runs": "as_of DateTime64(3, 'UTC'), is_study Bool",
    "events": "profile_number UInt32, event_name String, occurred_at DateTime64(3, 'UTC'), properties String",
    "overrides": "old_number UInt32, profile_number UInt32",
}
People = Iterable[int]


@dataclass
class Insight:
    """What an evaluation leaves behind, told as plain sets."""

    client: Any
    everyone: int = 60

    def __post_init__(self) -> None:
        self.session = load_macros(ROOT).session()
        self.command("drop database if exists insight")
        self.command("create database insight")
        for name, columns in {**COLUMNS, "traits": self.call("trait_value_columns")}.items():
            self.command(f"create table {TABLES[name]} ({columns}) engine = MergeTree order by tuple()")
        sizes = self.call("segment_sizes_sql", TABLES["bitmaps"])
        self.command(f"create view {TABLES['sizes']} as {sizes}")
        self.leaf("universe", range(1, self.everyone + 1))

    def call(self, macro: str, *arguments: object) -> str:
        return str(self.session.call(macro, *arguments))

    def command(self, sql: str) -> None:
        self.client.command(sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        answer = self.client.query(sql)
        return [dict(zip(answer.column_names, row, strict=True)) for row in answer.result_rows]

    def leaf(self, name: str, people: People) -> None:
        for slice_, numbers in sliced(people).items():
            self.command(f"insert into {TABLES['leaves']} select '{name}', {slice_}, {bitmap(numbers)}")

    def declare(self, name: str, status: str = "live", review_by: str | None = None) -> None:
        review = f"toDate32('{review_by}')" if review_by else "null"
        self.command(f"insert into {TABLES['segments']} select '{name}', '{status}', {review}")

    def evaluate(
        self,
        day: float,
        members: Mapping[str, set[int]],
        *,
        before: Mapping[str, set[int]] | None = None,
        merged: People = (),
        cause: str = "data",
        base: int | None = None,
    ) -> None:
        """Write the rows of an evaluation; `before` are the members at the one before."""
        self.command(f"insert into {TABLES['runs']} select {at(day)}, false")
        for name, people in members.items():
            old = (before or {}).get(name, set())
            parts = [sliced(numbers) for numbers in (people, people - old, old - people, set(merged))]
            for slice_ in sorted({0, *parts[0], *parts[1], *parts[2]}):
                sets = [bitmap(part.get(slice_, set())) for part in parts]
                base_size = (self.everyone if base is None else base) if slice_ == 0 else 0
                self.command(
                    f"insert into {TABLES['bitmaps']} select '{name}', {at(day)}, {slice_}, {sets[0]}, {base_size},"
                    f" {len(parts[0].get(slice_, set()))}, {sets[1]}, {sets[2]}, {sets[3]}, '{cause}', 'r',"
                    " 'actionable', 'live'"
                )


def at(day: float) -> str:
    """An instant so many days after 1970 as SQL."""
    return f"fromUnixTimestamp64Milli(toInt64({int(day * DAY)}), 'UTC')"


def sliced(people: People) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for number in people:
        found.setdefault(number >> 24, set()).add(number)
    return found


def bitmap(people: People) -> str:
    listed = ", ".join(f"toUInt32({number})" for number in sorted(people))
    return f"bitmapBuild([{listed}])" if listed else "groupBitmapStateIf(toUInt32(0), false)"


@pytest.fixture
def insight(client: Client) -> Insight:
    return Insight(client)
