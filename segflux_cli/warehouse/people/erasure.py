"""Erases a person from the tables that Segflux owns, and looks for what is left of them.

What a column holds is told by its type: a UInt64 may be a node, a bitmap holds profile numbers, and so on; a table that
is added later is erased from, too. Where a row has a node, that tells whose it is: the number is that of the day it
came, and others who were parted since may have had it, too. Rows go by `alter table … delete`, which writes the parts
anew, unlike a lightweight delete, which only hides.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.people.owned_tables import OwnedTable
from segflux_cli.warehouse.people.person import Person
from segflux_cli.warehouse.query import ask, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_NUMBERS = ("profile_number", "old_number")
_MASKED = ("fct_events", "fct_traits")  # loads delete lightly there: their old versions lie behind a mask
_TOMBSTONES = "forgotten_identifiers"
# Without its rules the next one decides everybody anew: what was decided of others beside the person goes, too.
_RESOLUTIONS = "identity_resolutions"
# A repeat after a kill finds the person by these, each in need of the later ones only.
_LAST = ("profile_numbers", "int_identifiers_signed_in", "int_identifiers_seen", "dim_identifiers")
_WAIT = "settings mutations_sync = 2"


@dataclass(frozen=True)
class Erased:
    """What went, or would go, from one table: rows, and bitmaps that held the person."""

    table: str
    rows: int
    bitmaps: int


def count_person(client: "Client", tables: Iterable[OwnedTable], person: Person) -> tuple[Erased, ...]:
    """What each table holds of the person; tables that hold nothing are left out."""
    counted = [_count(client, table, person) for table in _erased_tables(tables)]
    return tuple(each for each in counted if each.rows or each.bitmaps)


def erase_person(
    client: "Client", tables: Iterable[OwnedTable], person: Person, tell: Callable[[str], None]
) -> tuple[Erased, ...]:
    """Removes the person everywhere; gives what went."""
    erased = []
    for table in tables:
        if table.is_of(_RESOLUTIONS):
            run(client, f"alter table {table.altered} update rules_hash = '' where rules_hash != '' {_WAIT}")
    for table in _erased_tables(tables):
        tell(f"erasing from {table.name}")
        counted = _count(client, table, person)
        if counted.rows:
            _delete(client, table, person)
        if counted.bitmaps:
            _take_out(client, table, person)
        if table.is_of(*_MASKED):
            run(client, f"alter table {table.altered} apply deleted mask {_WAIT}")
        erased.append(counted)
    return tuple(each for each in erased if each.rows or each.bitmaps)


def _erased_tables(tables: Iterable[OwnedTable]) -> list[OwnedTable]:
    wanted = [table for table in tables if not table.is_of(_TOMBSTONES)]
    return sorted(wanted, key=_when)


def _when(table: OwnedTable) -> tuple[int, int]:
    """The table that the person is found by comes after its copies, whose names and databases are longer."""
    return _LAST.index(table.model) if table.is_of(*_LAST) else -1, -len(table.sql)


def _count(client: "Client", table: OwnedTable, person: Person) -> Erased:
    rows, bitmaps = _rows_of(table, person) or "false", _bitmaps_of(table, person) or "false"
    sql = f"select countIf({rows}) as rows, countIf({bitmaps}) as bitmaps from {table.sql}"
    found = ask(client, sql)[0]
    return Erased(f"{table.database}.{table.name}", int(found["rows"]), int(found["bitmaps"]))


def _delete(client: "Client", table: OwnedTable, person: Person) -> None:
    gone = _rows_of(table, person)
    if table.is_of("profile_numbers"):
        gone = f"{gone} or profile_node = 0 and profile_number < {_kept_highest(client, table, gone)}"
    run(client, f"alter table {table.altered} delete where {gone} {_WAIT}")


def _kept_highest(client: "Client", table: OwnedTable, gone: str) -> int:
    """The highest number given, in a row of nobody if it would go, so that no stranger is given it after a kill."""
    sql = f"""
        select max(profile_number) as number, maxIf(profile_number, not ({gone})) as kept,
            toString(any(number_space)) as space
        from {table.sql}
    """
    row = ask(client, sql)[0]
    if row["kept"] < row["number"]:
        insert = f"""
            insert into {table.sql} (profile_number, profile_node, profile_id, number_space)
            select {{number:UInt32}}, 0, '0000000000000000', toUUID({{space:String}})
        """
        run(client, insert, {"number": row["number"], "space": row["space"]})
    return int(row["number"])


def _take_out(client: "Client", table: OwnedTable, person: Person) -> None:
    gone = _bitmap(person.numbers)
    columns = [spell_bytes(name, "`") for name, kind in table.columns.items() if _is_bitmap(kind)]
    changed = ", ".join(f"{column} = bitmapAndnot({column}, {gone})" for column in columns)
    run(client, f"alter table {table.altered} update {changed} where {_bitmaps_of(table, person)} {_WAIT}")


def _rows_of(table: OwnedTable, person: Person) -> str:
    nodes = _list(person.nodes)
    ids = ", ".join(spell_bytes(each) for each in person.profile_ids)
    found = []
    for name, kind in table.columns.items():
        column, plain = spell_bytes(name, "`"), _plain(kind)
        if plain == "UInt64":
            found.append(f"{column} in ({nodes})")
        elif plain == "Array(UInt64)":
            found.append(f"hasAny({column}, cast([{nodes}] as Array(UInt64)))")
        elif _is_number_of_profile(table, name, plain) and person.numbers:
            found.append(_has_number(table, column, person))
        elif plain == "String" and name == "profile_id":
            found.append(f"{column} in ({ids})")
    return " or ".join(found)


def _bitmaps_of(table: OwnedTable, person: Person) -> str:
    if not person.numbers:
        return ""
    columns = [spell_bytes(name, "`") for name, kind in table.columns.items() if _is_bitmap(kind)]
    return " or ".join(f"bitmapHasAny({column}, {_bitmap(person.numbers)})" for column in columns)


def find_traces(client: "Client", tables: Iterable[OwnedTable], person: Person) -> dict[str, int]:
    """Rows by table and column that still hold anything of the person; empty when nothing is left."""
    found: dict[str, int] = {}
    for table in tables:
        searched = _searched(table, person) if not table.is_of(_TOMBSTONES) else {}
        if not searched:
            continue
        counts = ", ".join(
            f"countIf({condition}) as c{place}" for place, condition in enumerate(searched.values())
        )
        row = ask(client, f"select {counts} from {table.sql}")[0]
        rows = zip(searched, row.values(), strict=True)
        found |= {f"{table.database}.{table.name}.{name}": int(count) for name, count in rows if count}
    return found


def is_searched_as_text(value: str) -> bool:
    """Whether a value is so long that finding it inside a text means this person and no other."""
    return len(value) >= 6


def _searched(table: OwnedTable, person: Person) -> dict[str, str]:
    """A condition for each column in which something of the person could stand."""
    conditions = {}
    for name, kind in table.columns.items():
        column, plain = spell_bytes(name, "`"), _plain(kind)
        if _is_bitmap(kind) and person.numbers:
            conditions[name] = f"bitmapHasAny({column}, {_bitmap(person.numbers)})"
        elif plain == "UInt64":
            conditions[name] = f"{column} in ({_list(person.nodes)})"
        elif plain == "Array(UInt64)":
            conditions[name] = f"hasAny({column}, cast([{_list(person.nodes)}] as Array(UInt64)))"
        elif _is_number_of_profile(table, name, plain) and person.numbers:
            conditions[name] = _has_number(table, column, person)
        elif "String" in kind:
            conditions[name] = _text_holds(column, name, person)
    return conditions


def _text_holds(column: str, name: str, person: Person) -> str:
    text = f"ifNull(toString({column}), '')"
    inside = [*(value for value in person.values if is_searched_as_text(value)), *person.profile_ids]
    searches = [
        f"multiSearchAnyCaseInsensitiveUTF8({text}, [{', '.join(map(spell_bytes, some))}])"
        for some in _in_hundreds(inside)
    ]
    if name in ("identifier_value", "user_id", "email", "phone"):
        searches.append(f"{text} in ({', '.join(map(spell_bytes, person.values))})")
    return " or ".join(searches)


def _in_hundreds(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + 100] for start in range(0, len(values), 100)]


def _plain(kind: str) -> str:
    for wrapper in ("LowCardinality(", "Nullable("):
        if kind.startswith(wrapper):
            kind = kind[len(wrapper) : -1]
    return kind


def _is_number_of_profile(table: OwnedTable, name: str, plain: str) -> bool:
    """Whether a number in this column is a person's; in `profile_numbers` it may be nobody's, and the node tells."""
    return plain == "UInt32" and name in _NUMBERS and not table.is_of("profile_numbers")


def _has_number(table: OwnedTable, column: str, person: Person) -> str:
    """Whether a row has a number of the person, and is nobody else's by its node."""
    has_number = f"{column} in ({_list(person.numbers)})"
    if "node" not in table.columns:
        return has_number
    return f"({has_number} and node in ({_list(person.nodes + person.nobodys_nodes)}))"


def _is_bitmap(kind: str) -> bool:
    return kind.startswith("AggregateFunction(groupBitmap,")


def _bitmap(numbers: Iterable[int]) -> str:
    return f"bitmapBuild(cast([{_list(numbers)}] as Array(UInt32)))"


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
