"""Evaluates segments at one instant with the statements of the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segflux_cli.compiler.dbt_context import Relation
from segflux_cli.compiler.macros import MacroSession
from segflux_cli.live.case_segments import CaseSegment
from segflux_cli.live.deciding import Leaves
from segflux_cli.live.engine import ScratchEngine
from segflux_cli.live.staged import SCHEMA

_LEAVES = Relation(SCHEMA, "leaf_bitmaps")
_EVALUATED = Relation(SCHEMA, "evaluated")


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
        for relation, columns in ((_LEAVES, "leaf_columns"), (_EVALUATED, "evaluated_columns")):
            engine.query(f"create table {relation} ({session.call(columns)}) engine = Memory")

    def evaluate(
        self, segments: Iterable[CaseSegment], as_of: int, relations: Mapping[str, str]
    ) -> Evaluation:
        """The members of the segments at an instant."""
        said = [segment.said for segment in segments]
        leaves = {name: leaf for one in said for name, leaf in one["leaves"].items()}
        self._engine.query(f"truncate table {_LEAVES}")
        self._run("leaf_statements", leaves, as_of, relations, str(_LEAVES))
        self._engine.query(f"truncate table {_EVALUATED}")
        self._run("segment_statements", said, {"leaves": str(_LEAVES)}, str(_EVALUATED))
        return Evaluation(self._bitmaps("segment", _EVALUATED), self._bitmaps("leaf_id", _LEAVES))

    def _run(self, macro: str, *arguments: object) -> None:
        statements: Any = self._session.call(macro, *arguments)
        for statement in statements:
            self._engine.query(statement)

    def _bitmaps(self, key: str, relation: Relation) -> dict[str, frozenset[int]]:
        found = self._engine.query(f"select {key}, bitmapToArray(members) from {relation}")
        return {str(name): _numbers(numbers) for name, numbers in found.rows}


def _numbers(numbers: Any) -> frozenset[int]:
    return frozenset(numbers)
