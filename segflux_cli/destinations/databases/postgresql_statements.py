"""The statements that PostgreSQL is asked to run; names are spelled by psycopg."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from segflux_cli.destinations.databases.postgresql_columns import KEY, PROFILE, SYNCED, Column
from segflux_cli.destinations.protocol import Operation


@dataclass(frozen=True)
class Table:
    """A table of ours and its columns."""

    schema: str
    name: str
    columns: tuple[Column, ...]

    @property
    def named(self) -> Composable:
        """The table, spelled."""
        return self._spelled(self.name)

    def made(self) -> Composed:
        """Makes the table where there is none, without columns for identifiers and fields."""
        order = SQL(
            "create table if not exists {table} ({key} text primary key, {profile} text, {synced} timestamptz)"
        )
        return order.format(
            table=self.named, key=Identifier(KEY), profile=Identifier(PROFILE), synced=Identifier(SYNCED)
        )

    def present(self) -> Composed:
        """A query of the names of the columns that it has."""
        order = SQL(  # information_schema hides those of tables that the role may not use
            "select attname from pg_attribute join pg_class on pg_class.oid = attrelid "
            "join pg_namespace on pg_namespace.oid = relnamespace "
            "where nspname = {schema} and relname = {table} and attnum > 0 and not attisdropped"
        )
        return order.format(schema=Literal(self.schema), table=Literal(self.name))

    def widened(self, present: Sequence[str]) -> list[Composed]:
        """Adds the columns that it lacks."""
        add = SQL("alter table {table} add column if not exists {name} {type}")
        lacking = [column for column in self.columns if column.name not in present]
        return [add.format(table=self.named, **_spelled(column)) for column in lacking]

    def beside(self, name: str) -> list[Composed]:
        """Makes an empty table of the same columns."""
        other = Table(self.schema, name, self.columns)
        return [other.made(), *other.widened(())]

    def staging(self, name: str) -> list[Composed]:
        """Makes an empty table that the warehouse writes a batch into."""
        make = SQL("create unlogged table {table} (key text, profile_id text, ids text, fields text)")
        return [make.format(table=self._spelled(name))]

    def taken(self, operation: Operation, staged: str, into: str) -> list[Composed]:
        """Takes the staged rows of an operation into a table of the same columns."""
        makes = {"remove": self._removed, "clear": self._cleared}
        return [makes.get(operation, self._merged)(self._spelled(staged), self._spelled(into))]

    def replaced_by(self, name: str) -> list[Composed]:
        """Puts the content of another table of the same columns into this one; grants and views stay."""
        names = SQL(", ").join(Identifier(name) for name in self._names())
        copy = SQL("insert into {table} ({names}) select {names} from {other}")
        return [
            SQL("delete from {table}").format(table=self.named),
            copy.format(table=self.named, names=names, other=self._spelled(name)),
            self.dropped(name),
        ]

    def dropped(self, name: str) -> Composed:
        """Drops a table where there is one."""
        return SQL("drop table if exists {table}").format(table=self._spelled(name))

    def any_row(self) -> Composed:
        """A query that gives one row where the table has any."""
        return SQL("select 1 from {table} limit 1").format(table=self.named)

    def leftovers(self, prefix: str) -> Composed:
        """A query of the names of tables that begin with a prefix."""
        order = SQL(
            "select tablename from pg_tables where schemaname = {schema} and starts_with(tablename, {prefix})"
        )
        return order.format(schema=Literal(self.schema), prefix=Literal(prefix))

    def _spelled(self, name: str) -> Composable:
        return Identifier(self.schema, name)

    def _removed(self, staged: Composable, table: Composable) -> Composed:
        order = SQL("delete from {table} as there using {staged} as staged where there.{key} = staged.key")
        return order.format(table=table, staged=staged, key=Identifier(KEY))

    def _merged(self, staged: Composable, table: Composable) -> Composed:
        names = self._names()
        values = [SQL("key"), SQL("profile_id"), SQL("now()"), *map(_value, self.columns)]
        order = SQL(
            "insert into {table} ({names}) select {values} from {staged} "
            "on conflict ({key}) do update set {updates}"
        )
        return order.format(
            table=table,
            names=SQL(", ").join(map(Identifier, names)),
            values=SQL(", ").join(values),
            staged=staged,
            key=Identifier(KEY),
            updates=SQL(", ").join(
                SQL("{name} = excluded.{name}").format(name=Identifier(name)) for name in names if name != KEY
            ),
        )

    def _cleared(self, staged: Composable, table: Composable) -> Composed:
        fields = [Identifier(column.name) for column in self.columns if column.part == "fields"]
        cleared = [SQL("{} = null").format(name) for name in fields]
        order = SQL(
            "update {table} as there set {sets} from {staged} as staged where there.{key} = staged.key"
        )
        sets = SQL(", ").join([SQL("{} = now()").format(Identifier(SYNCED)), *cleared])
        return order.format(table=table, sets=sets, staged=staged, key=Identifier(KEY))

    def _names(self) -> list[str]:
        return [KEY, PROFILE, SYNCED, *(column.name for column in self.columns)]


def _spelled(column: Column) -> dict[str, Composable]:
    return {"name": Identifier(column.name), "type": SQL(_LITERAL_TYPES[column.type])}


def _value(column: Column) -> Composed:
    part = SQL(_PARTS[column.part])
    if column.type == "jsonb":
        return SQL("nullif({part} -> {name}, 'null')").format(part=part, name=Literal(column.name))
    taken = SQL("({part} ->> {name})::{type}")
    return taken.format(part=part, name=Literal(column.name), type=SQL(_LITERAL_TYPES[column.type]))


_PARTS = {"ids": "ids::jsonb", "fields": "fields::jsonb"}
_LITERAL_TYPES = {
    "text": "text",
    "jsonb": "jsonb",
    "boolean": "boolean",
    "bigint": "bigint",
    "numeric": "numeric",
    "double precision": "double precision",
    "timestamptz": "timestamptz",
    "date": "date",
}
