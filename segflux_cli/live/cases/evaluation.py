"""Evaluates segments at one instant with the statements of the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.live.cases.engine import ScratchEngine
from segflux_cli.live.cases.staged import SCHEMA
from segflux_cli.live.deciding import Leaves
from segflux_cli.live.planned_segments import Meta, PlannedSegment

_LEAVES = Relation(SCHEMA, "leaf_bitmaps")
_STEPS = {name: Relation(SCHEMA, name) for name in ("kept", "evaluated", "current", "references")}
_LOG = Relation(SCHEMA, "logged_members")
_KEY, _MEMBERS = "segment String, slice UInt8", "AggregateFunction(groupBitmap, UInt32)"


@dataclass(frozen=True)
class Evaluation:
    """Who is in each segment, and in each leaf, by profile number."""

    members: Mapping[str, frozenset[int]]
    leaves: Leaves


class Evaluator:
    """Runs the plan on the tables of a case."""

    def __init__(self, engine: ScratchEngine, session: MacroSession) -> None:
        self._engine = engine
        self._session = session
        tables = {
            _LEAVES: session.call("leaf_columns"),
            _STEPS["evaluated"]: session.call("evaluated_columns"),
            _STEPS["kept"]: f"{_KEY}, previous_members {_MEMBERS}",
            _LOG: f"{_KEY}, as_of DateTime64(3, 'UTC'), members {_MEMBERS}",
        }
        for relation, columns in tables.items():
            engine.query(f"create table {relation} ({columns}) engine = Memory")

    def forget(self) -> None:
        """Empties the log of evaluations: the next case begins."""
        self._engine.query(f"truncate table {_LOG}")

    def evaluate(
        self, segments: Iterable[PlannedSegment], as_of: int, relations: Mapping[str, str]
    ) -> Evaluation:
        """The members of the segments at an instant, which are added to the log."""
        said = [segment.said for segment in segments]
        leaves = {name: leaf for one in said for name, leaf in one["leaves"].items()}
        self._engine.query(f"truncate table {_LEAVES}")
        statements: Any = self._session.call("leaf_statements", leaves, as_of, relations, str(_LEAVES))
        for statement in statements:
            self._engine.query(statement)
        has_references = any(leaf.get("is_late") for leaf in leaves.values())
        return self._combine(said, as_of, relations, has_references=has_references)

    def _combine(
        self, said: list[Meta], as_of: int, relations: Mapping[str, str], *, has_references: bool
    ) -> Evaluation:
        evaluated, references = _STEPS["evaluated"], _STEPS["references"]
        self._engine.query(f"truncate table {evaluated}")
        steps = {name: str(relation) for name, relation in _STEPS.items()}
        tables = {**relations, "leaves": str(_LEAVES), "log": str(_LOG)}
        self._session.call("evaluate_strata", said, steps, tables, {"as_of": as_of})
        leaves = self._bitmaps("leaf_id", _LEAVES)
        if has_references:
            leaves |= self._bitmaps("leaf_id", references)
            self._engine.query(f"drop table {references}")
            self._engine.query(f"drop table {_STEPS['current']}")
        self._engine.query(
            f"insert into {_LOG} select segment, slice, fromUnixTimestamp64Milli({as_of}, 'UTC'), members"
            f" from {evaluated}"
        )
        return Evaluation(self._bitmaps("segment", evaluated), leaves)

    def _bitmaps(self, key: str, relation: Relation) -> dict[str, frozenset[int]]:
        found = self._engine.query(f"select {key}, bitmapToArray(members) from {relation}")
        return {str(name): _numbers(numbers) for name, numbers in found.rows}


def _numbers(numbers: Any) -> frozenset[int]:
    return frozenset(numbers)
