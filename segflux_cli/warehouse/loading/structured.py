"""Reads JSON lines and Parquet: columns keep the types that the file gives them."""

from typing import TYPE_CHECKING, Any

from segflux_cli.errors import UsageError, WarehouseError
from segflux_cli.warehouse.loading.delimited import LINES
from segflux_cli.warehouse.loading.file_columns import IN_ORDER, LoadedColumn, Reading, check_names
from segflux_cli.warehouse.loading.files import LoadableFile
from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_ROWS = "file({path:String}, 'JSONEachRow', {structure:String}, {compression:String})"
_PARQUET = "file({path:String}, 'Parquet', 'auto', {compression:String})"
_EXACT_DIGITS = 15  # whole numbers of so many digits are exact as doubles
_AS_TEXT = ", ".join(
    f"input_format_json_read_{kind}_as_strings = 1" for kind in ("numbers", "objects", "arrays", "bools")
)
_JSON_NOTE = "JSON text: map it with type: json"
_MIXED_NOTE = "values of several kinds, kept as text"


def read_json(client: "Client", file: LoadableFile) -> Reading:
    """One JSON object a line; every key at the top becomes a column."""
    values = file.values
    _refuse_other_lines(client, file, values)
    kinds = ask(client, _kinds_of_keys(), values)
    columns = tuple(_column(row) for row in sorted(kinds, key=lambda row: int(row["place"])))
    check_names(file, tuple(column.name for column in columns), "")
    names = tuple(spell_bytes(column.name, "`") for column in columns)
    structure = ", ".join(f"{name} {column.type}" for name, column in zip(names, columns, strict=True))
    return Reading(file, columns, names, _ROWS, {**values, "structure": structure}, f"{IN_ORDER}, {_AS_TEXT}")


def _refuse_other_lines(client: "Client", file: LoadableFile, values: dict[str, str]) -> None:
    numbered = f"select line, rowNumberInAllBlocks() + 1 as line_number from {LINES}"
    wrong = f"""
        select line_number, isValidUTF8(line) as is_text, substring(toValidUTF8(line), 1, 60) as shown
        from ({numbered})
        where trimBoth(line, ' \\t\\r') != ''
            and (JSONType(line) != 'Object' or not isValidJSON(line) or not is_text)
        limit 1
        settings {IN_ORDER}
    """
    for row in ask(client, wrong, values):
        what = "no JSON object" if row["is_text"] else "not UTF-8 text"
        raise UsageError(
            f"{file.path}:{row['line_number']}: this is {what}: {row['shown']!r}. "
            "Every line must be one JSON object; save the file as UTF-8 JSON lines"
        )


def _kinds_of_keys() -> str:
    pairs = f"select arrayJoin(JSONExtractKeysAndValuesRaw(line)) as pair from {LINES}"
    numbered = f"select pair.1 as name, pair.2 as raw, rowNumberInAllBlocks() as place from ({pairs})"
    return f"""
        select
            name,
            min(place) as place,
            arraySort(groupUniqArrayIf(toString(JSONType(raw)), JSONType(raw) != 'Null')) as kinds,
            maxIf(length(raw), JSONType(raw) != 'Double') as longest
        from ({numbered})
        group by name
        settings {IN_ORDER}
    """


def _column(row: dict[str, Any]) -> LoadedColumn:
    name, kinds = str(row["name"]), tuple(row["kinds"])
    if kinds in (("Int64",), ("UInt64",), ("Bool",)):
        return LoadedColumn(name, f"Nullable({kinds[0]})")
    if kinds and set(kinds) <= {"Int64", "Double"} and int(row["longest"]) <= _EXACT_DIGITS:
        return LoadedColumn(name, "Nullable(Float64)")
    if kinds and set(kinds) <= {"Array", "Object"}:
        return LoadedColumn(name, "Nullable(String)", _JSON_NOTE)
    return LoadedColumn(name, "Nullable(String)", _MIXED_NOTE if len(kinds) > 1 else "")


def read_parquet(client: "Client", file: LoadableFile) -> Reading:
    """The columns as the file describes them."""
    values = file.values
    try:
        described = ask(client, f"describe table {_PARQUET}", values)
    except WarehouseError as error:
        raise UsageError(f"{file.path}: the Parquet file cannot be read; write it again ({error})") from error
    columns = tuple(LoadedColumn(str(row["name"]), str(row["type"])) for row in described)
    check_names(file, tuple(column.name for column in columns), "")
    names = tuple(spell_bytes(column.name, "`") for column in columns)
    return Reading(file, columns, names, _PARQUET, values)
