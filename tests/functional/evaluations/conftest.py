import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.warehouse.statements import fetch, run_statement

ROOT = Path(__file__).parents[3]
DAY = 86_400_000
NUMBERS, OVERRIDES, LEAVES, BITMAPS = (
    Relation("s", name)
    for name in ("profile_numbers", "profile_overrides", "leaf_bitmaps", "fct_segment_bitmaps")
)
EMPTY = "groupBitmapStateIf(toUInt32(0), false)"


@dataclass
class Evaluations:
    """The tables that segments are evaluated from, filled by hand, and the macros over them."""

    client: Any
    queries: list[str] = field(default_factory=list)
    fails_at: Callable[[str], bool] = field(default=lambda _sql: False)

    def __post_init__(self) -> None:
        library = load_macros(ROOT)
        self.session: MacroSession = library.session(run_query=self.query)
        self.runs = 0
        self.query("drop database if exists s")
        self.query("create database s")
        self._create(NUMBERS, "profile_number UInt32, profile_id String, number_space UUID")
        self._create(OVERRIDES, "old_number UInt32, profile_number UInt32")
        self._create(LEAVES, str(self.session.call("leaf_columns")))
        self.fill_numbers(uuid.uuid4())

    def _create(self, table: Relation, columns: str) -> None:
        self.query(f"create table {table} ({columns}) engine = MergeTree order by tuple()")

    def query(self, sql: str) -> QueryResult:
        self.queries.append(sql)
        if self.fails_at(sql):
            raise RuntimeError("killed")
        if sql.lstrip().lower().startswith(("select", "with", "exists")):
            return QueryResult(*fetch(self.client, sql))
        run_statement(self.client, sql)
        return QueryResult((), ())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.query(sql).rows]

    def fill_numbers(self, space: uuid.UUID) -> None:
        self.query(f"truncate table {NUMBERS}")
        self.query(
            f"insert into {NUMBERS}"
            f" select number + 1, concat('p', toString(number + 1)), '{space}' from numbers(99)"
        )

    def merge(self, old: int, into: int) -> None:
        self.query(f"insert into {OVERRIDES} values ({old}, {into})")

    def run(self, day: int, members: dict[str, set[int]], /, **said: Any) -> None:
        """Evaluate segments whose members are given; `said` is what all of them say beside."""
        self.evaluate(day, members, [declared(name, **said) for name in members])

    def evaluate(
        self,
        day: float,
        members: dict[str, set[int]],
        segments: list[dict[str, Any]],
        known: list[dict[str, Any]] | None = None,
        place: Relation = BITMAPS,
    ) -> None:
        """Evaluate segments, of all that are `known`, over leaves whose members are given; elsewhere is a study."""
        self.query(f"truncate table {LEAVES}")
        everyone = set(range(1, 101))
        for name, numbers in {**members, "universe": everyone}.items():
            listed = ", ".join(f"toUInt32({number})" for number in sorted(numbers))
            state = f"bitmapBuild([{listed}])" if numbers else EMPTY
            self.query(f"insert into {LEAVES} select '{name}', 0, {state}")
        is_study = place != BITMAPS
        tables = {"leaves": LEAVES, "overrides": OVERRIDES, "numbers": NUMBERS}
        tables |= {"log": BITMAPS} if is_study else {}
        self.runs += 1
        run = {
            "run_id": f"{self.runs:08}-run",
            "as_of": round(day * DAY),
            "started_at": 0,
            "is_study": is_study,
        }
        self.session.call("drop_leftovers", place)
        self.session.call("evaluate_segments", place, segments, tables, run, known)

    def members(self, segment: str) -> set[str]:
        sql = self.session.call("segment_members_sql", BITMAPS, NUMBERS)
        return {
            str(row[0]) for row in self.rows(f"select profile_id from ({sql}) where segment = '{segment}'")
        }

    def changes(self, day: int) -> set[tuple[str, str, str, str]]:
        sql = self.session.call("segment_changes_sql", BITMAPS, NUMBERS)
        rows = self.rows(
            f"select segment, profile_id, change, cause from ({sql})"
            f" where toUnixTimestamp64Milli(changed_at) = {day * DAY}"
        )
        return {(str(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in rows}

    def sizes(self, columns: str) -> list[tuple[Any, ...]]:
        sql = self.session.call("segment_sizes_sql", BITMAPS)
        return self.rows(f"select {columns} from ({sql}) order by segment, as_of")


def declared(name: str, **said: Any) -> dict[str, Any]:
    """What the model of a segment says in `meta`."""
    return {
        "segment": name,
        "leaves": {name: {}, "universe": {}},
        "members": f"bitmapAnd({{{name}}}, {{universe}})",
        "base": "{universe}",
        "definition_hash": "same",
        "status": "live",
        "minimum_size": None,
        "minimum_share": None,
        "maximum_size": None,
        "maximum_share": None,
        "moves_at_most": None,
        "otherwise": "warn",
        **said,
    }


def reading(name: str, other: str, stratum: int = 1, /, **said: Any) -> dict[str, Any]:
    """A segment of the members of another one, or of the leaf about it that `leaf` gives."""
    leaf = said.pop("leaf", {"kind": "segment", "is_late": True, "segment": other})
    about = {"leaves": {f"about_{name}": leaf, "universe": {}}, "stratum": stratum}
    return declared(name, members=f"bitmapAnd({{about_{name}}}, {{universe}})", **about, **said)


@pytest.fixture
def evaluations(client: Client) -> Evaluations:
    return Evaluations(client)
