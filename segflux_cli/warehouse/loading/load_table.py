"""The table that a load fills: rows gather in a scratch table and reach the table in one step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.loading.file_columns import OWN_COLUMNS, Reading
from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.query import ask, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_TEXT = "Nullable(String)"
_OWN_TYPES = {"_loaded_at": "DateTime64(3, 'UTC')", "_row_number": "UInt64"}


@dataclass(frozen=True)
class LoadTable:
    """The table to load into, and its name as SQL spells it."""

    database: str
    table: str
    name: str


@dataclass(frozen=True)
class LoadPlan:
    """The scratch table, its columns with their types, and those that the table does not have yet."""

    scratch: str
    columns: dict[str, str]
    added: tuple[str, ...]
    is_there: bool
    notes: tuple[str, ...]


def start_scratch(client: "Client", target: LoadTable, reading: Reading, *, replace: bool) -> LoadPlan:
    """An empty scratch table with the columns of the file, and where rows are added those of the table."""
    standing = _standing_columns(client, target)
    kept = {} if replace else standing
    _refuse_strangers(target, kept, reading)
    _refuse_other_types(target, kept, reading)
    ours = {column.name: column.type for column in reading.columns}
    # own columns stay last in a new table, and where they are in one that stands
    columns = {**kept, **{name: kind for name, kind in ours.items() if name not in kept}}
    columns = {**columns, **{name: kind for name, kind in _OWN_TYPES.items() if name not in columns}}
    scratch = spell_table(target.database, f"_segflux_load_{target.table}")
    run(client, f"drop table if exists {scratch} sync")
    spelled = ", ".join(f"{spell_bytes(name, '`')} {kind}" for name, kind in columns.items())
    run(client, f"create table {scratch} ({spelled}) engine MergeTree order by tuple()")
    added = tuple(name for name in ours if name not in kept) if kept else ()
    return LoadPlan(scratch, columns, added, bool(standing), _notes(kept, ours, added))


def _standing_columns(client: "Client", target: LoadTable) -> dict[str, str]:
    sql = """
        select name, type from system.columns
        where database = {database:String} and table = {table:String}
        order by position
    """
    rows = ask(client, sql, {"database": target.database, "table": target.table})
    standing = {str(row["name"]): str(row["type"]) for row in rows}
    if standing and not set(OWN_COLUMNS) <= set(standing):
        raise UsageError(
            f"{target.database}.{target.table} was not made by `segflux load`, which would change it; "
            "load the file into a table of another name"
        )
    return standing


def _refuse_strangers(target: LoadTable, standing: dict[str, str], reading: Reading) -> None:
    """A file of another kind: each of its rows would be empty where those of the table are not."""
    ours = [column.name for column in reading.columns]
    if standing and not set(ours) & set(standing):
        theirs = ", ".join(name for name in standing if name not in OWN_COLUMNS)
        raise UsageError(
            f"{reading.file.path} shares no column with {target.database}.{target.table}: {', '.join(ours)} here, "
            f"{theirs} there; nothing was loaded. Load it into another table, or replace the rows with --replace"
        )


def _refuse_other_types(target: LoadTable, standing: dict[str, str], reading: Reading) -> None:
    other = [
        f'"{column.name}" is {standing[column.name]} there and {column.type} in the file'
        for column in reading.columns
        if column.name in standing and standing[column.name] not in (column.type, _TEXT)
    ]
    if other:
        raise UsageError(
            f"{reading.file.path}: types differ from {target.database}.{target.table}: {'; '.join(other)}. "
            "Load it into another table, or put it in place of the rows with --replace"
        )


def _notes(kept: dict[str, str], ours: dict[str, str], added: tuple[str, ...]) -> tuple[str, ...]:
    missing = [name for name in kept if name not in ours and name not in OWN_COLUMNS]
    notes = [f"new columns, empty in older rows: {', '.join(added)}"] if added else []
    notes += [f"columns that the file lacks, empty in its rows: {', '.join(missing)}"] if missing else []
    return tuple(notes)


def publish(client: "Client", target: LoadTable, plan: LoadPlan, *, replace: bool) -> None:
    """The scratch table's rows in the table, in one step."""
    if not plan.is_there:
        run(client, f"rename table {plan.scratch} to {target.name}")
    elif replace:
        run(client, f"exchange tables {plan.scratch} and {target.name}")
    else:
        for name in plan.added:
            column = f"{spell_bytes(name, '`')} {plan.columns[name]}"
            run(client, f"alter table {target.name} add column {column}")
        run(client, f"alter table {target.name} attach partition tuple() from {plan.scratch}")
