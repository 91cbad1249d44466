"""`sql` as a leaf: the parsed expression, in which every name and value is spelled anew."""

from dataclasses import dataclass

from segflux_cli.compiler.leaves.decided_traits import DecidedTrait, spell_beside
from segflux_cli.compiler.leaves.leaf_calls import spell_call
from segflux_cli.compiler.rendering.fragments import call, spell_fragment
from segflux_cli.compiler.values.event_names import named
from segflux_cli.compiler.values.facets import Facet
from segflux_cli.compiler.values.other_traits import column_of
from segflux_cli.literals import spell_name, spell_text
from segflux_cli.spec.declared.conditions import SqlTest
from segflux_cli.spec.sql.sql_parser import AS_OF, SqlPart


@dataclass(frozen=True)
class SqlLeaf:
    """Profiles of which an expression over trait values and lists of events is true.

    `events` are the tests that pick those of each list, with its column.
    """

    test: str
    events: tuple[tuple[str, str], ...]
    facets: frozenset[Facet] = frozenset()
    others: tuple[str, ...] = ()
    computed: tuple[DecidedTrait, ...] = ()

    def call(self, _time_zone: str) -> str:
        """The condition macro, spelled."""
        pairs = ", ".join(f"[{spell_fragment(test)}, {spell_fragment(name)}]" for test, name in self.events)
        events = (f"events=[{pairs}]",) if self.events else ()
        return spell_call(
            "satisfies_sql", (self.test,), {}, *events, *spell_beside(self.others, self.computed)
        )


def sql_leaf(test: SqlTest) -> SqlLeaf:
    """The leaf of an expression."""
    events = tuple((named((name,)), _column_of_events(name)) for name in test.events)
    return SqlLeaf("".join(_spelled(part, test) for part in test.parts), events)


def _spelled(part: SqlPart, test: SqlTest) -> str:
    if part.kind == "text":
        return spell_text(part.value)
    if part.kind == "variable":
        return f"variable_{part.value}"
    if part.kind != "name" or part.value == AS_OF:
        return part.value
    is_event = part.value in test.events
    return _column_of_events(part.value) if is_event else call("text_of", column_of(part.value))


def _column_of_events(name: str) -> str:
    return spell_name(f"events {name}")
