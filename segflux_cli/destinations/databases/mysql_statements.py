"""The statements that MySQL is asked to run; every name and text is spelled here."""

from collections.abc import Sequence
from dataclasses import dataclass

from segflux_cli.destinations.databases.mysql_columns import KNOWN_BY, TEXT, Column
from segflux_cli.destinations.databases.postgresql_columns import KEY, PROFILE, SYNCED
from segflux_cli.destinations.protocol import Operation


@dataclass(frozen=True)
class Table:
    """A table of ours and its columns."""

    database: str
    name: str
    columns: tuple[Column, ...]

    def made(self) -> str:
        """Makes the table where there is none, without columns for identifiers and fields."""
        own = (
            f"{spelled(KEY)} {KNOWN_BY} primary key, {spelled(PROFILE)} {TEXT}, {spelled(SYNCED)} datetime(3)"
        )
        return f"create table if not exists {spelled(self.name)} ({own}) default character set utf8mb4"

    def present(self) -> str:
        """A query of the names of the columns that it has."""
        return (
            "select column_name from information_schema.columns "
            f"where table_schema = {text(self.database)} and table_name = {text(self.name)}"
        )

    def widened(self, present: Sequence[str]) -> list[str]:
        """Adds the columns that it lacks."""
        lower = {name.lower() for name in present}  # names of columns differ by more than case there
        lacking = [column for column in self.columns if column.name.lower() not in lower]
        return [
            f"alter table {spelled(self.name)} add column {spelled(column.name)} {column.type} null"
            for column in lacking
        ]

    def beside(self, name: str) -> list[str]:
        """Makes an empty table of the same columns and indexes, those of the user among them."""
        return [f"create table {spelled(name)} like {spelled(self.name)}"]

    def staging(self, name: str) -> list[str]:
        """Makes an empty table that the warehouse writes a batch into."""
        typed = [
            f"{spelled(column.name)} {TEXT if column.type == KNOWN_BY else column.type} null"
            for column in self.columns
        ]
        own = [f"{spelled(KEY)} {KNOWN_BY} primary key", f"{spelled(PROFILE)} {TEXT}"]
        return [f"create table {spelled(name)} ({', '.join([*own, *typed])}) default character set utf8mb4"]

    def taken(self, operation: Operation, staged: str, into: str) -> list[str]:
        """Takes the staged rows of an operation into a table of the same columns."""
        there = f"{spelled(into)} as there"
        joined = f"{spelled(staged)} as staged on there.{spelled(KEY)} = staged.{spelled(KEY)}"
        if operation == "remove":
            return [f"delete there from {there} join {joined}"]
        now = f"there.{spelled(SYNCED)} = utc_timestamp(3)"
        if operation == "clear":
            cleared = [f"there.{spelled(column.name)} = null" for column in self.columns if column.is_field]
            return [f"update {there} join {joined} set {', '.join([now, *cleared])}"]
        names = [PROFILE, *(column.name for column in self.columns)]
        changed = [f"there.{spelled(name)} = staged.{spelled(name)}" for name in names]
        return [
            f"update {there} join {joined} set {', '.join([now, *changed])}",
            self._inserted([KEY, *names], staged, into),
        ]

    def replaced_by(self, name: str) -> list[str]:
        """Swaps a table beside it for this one in one step; grants and views go by name and stay."""
        old = f"{name}_old"
        swap = f"{spelled(self.name)} to {spelled(old)}, {spelled(name)} to {spelled(self.name)}"
        return [self.dropped(old), f"rename table {swap}", self.dropped(old)]

    def dropped(self, name: str) -> str:
        """Drops a table where there is one."""
        return f"drop table if exists {spelled(name)}"

    def any_row(self) -> str:
        """A query that gives one row where the table has any."""
        return f"select 1 from {spelled(self.name)} limit 1"

    def leftovers(self, prefix: str) -> str:
        """A query of the names of tables that begin with a prefix."""
        return (
            f"select table_name from information_schema.tables where table_schema = {text(self.database)} "
            f"and left(table_name, {len(prefix)}) = {text(prefix)}"
        )

    def _inserted(self, names: Sequence[str], staged: str, into: str) -> str:
        # Not "on duplicate key update": with a unique key of the user's it would write onto another person.
        listed = ", ".join([*map(spelled, names), spelled(SYNCED)])
        values = ", ".join(f"staged.{spelled(name)}" for name in names)
        return (
            f"insert into {spelled(into)} ({listed}) select {values}, utc_timestamp(3) "
            f"from {spelled(staged)} as staged left join {spelled(into)} as there "
            f"on there.{spelled(KEY)} = staged.{spelled(KEY)} where there.{spelled(KEY)} is null"
        )


def spelled(name: str) -> str:
    """The name of a table or column, quoted."""
    return "`" + name.replace("`", "``") + "`"


def text(value: str) -> str:
    """A text as hexadecimal digits, in which nothing can end it."""
    return f"convert(x'{value.encode().hex()}' using utf8mb4)"
