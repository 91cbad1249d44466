"""How an adapter gathers the tables of a tool into the columns that a source maps."""

import re
from dataclasses import dataclass

ANY_TABLE = "*"


def pattern_of(name: str) -> str:
    """The regular expression of a name in which `*` stands for any text."""
    return ".*".join(map(re.escape, name.split(ANY_TABLE)))


@dataclass(frozen=True)
class Origin:
    """Where a gathered column's value comes from: a column, or a place in the JSON that it holds."""

    column: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class GatheredColumn:
    """A gathered column: the first of its origins that has a value, or all of them joined into an id."""

    name: str
    origins: tuple[Origin, ...]
    is_joined: bool = False


@dataclass(frozen=True)
class FoldedObject:
    """Which columns become one JSON object; each text is a name or a pattern with `*`.

    `key_values` are arrays of keys with values, each key a field; the fields of `spread` columns become fields
    of the object; `documents` are columns of text that hold JSON.
    """

    only: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()
    key_values: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    without_prefix: str = ""


@dataclass(frozen=True)
class Part:
    """One table, or every table of a pattern, and what is taken of it.

    `needs` are columns without which a table is passed by; `where` holds columns with the values that count;
    `filled` are arrays that must not be empty; rows whose `unless_own_table` names a table of a pattern are read there.
    """

    table: str
    needs: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filled: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    columns: tuple[GatheredColumn, ...] = ()
    folded: FoldedObject | None = None
    unless_own_table: str | None = None

    @property
    def is_pattern(self) -> bool:
        """Whether the part takes any number of tables."""
        return ANY_TABLE in self.table


@dataclass(frozen=True)
class Gathering:
    """The parts of a source that an adapter reads; `object_name` is the column that holds the folded object."""

    adapter: str
    object_name: str
    parts: tuple[Part, ...]

    @property
    def table_names(self) -> tuple[str, ...]:
        """The tables that are named without a pattern, each once."""
        return tuple(dict.fromkeys(part.table for part in self.parts if not part.is_pattern))

    def constants_of(self, column: str) -> tuple[str, ...]:
        """The values that parts give a column for all their rows."""
        return tuple(value for part in self.parts for name, value in part.constants if name == column)
