"""Reads delimited text: every column stays text exactly as written."""

import csv
import re
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.loading.file_columns import IN_ORDER, LoadedColumn, Reading, check_names
from segflux_cli.warehouse.loading.files import LoadableFile
from segflux_cli.warehouse.names import spell_bytes
from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

LINES = "file({path:String}, 'LineAsString', 'line String', {compression:String})"

_HEADER_LINES = 20
_TEXT = "Nullable(String)"
_NUMBER_OR_DATE = re.compile(r"[-+]?[0-9][0-9.,:/ -]*")
_BARE = r"[^ \t\r]+"
_QUOTED_OR_BARE = rf'"(?:[^"]|"")*"|{_BARE}'
_UNQUOTED = r"""replaceAll(replaceRegexpOne(parts[{place}], '^"(.*)"$', '\\1'), '""', '"')"""


def read_delimited(
    client: "Client", file: LoadableFile, given: tuple[str, ...], *, has_quotes: bool
) -> Reading:
    """The columns from the header or as given, and their rows."""
    values = file.values
    first = _first_lines(client, file, values)
    names = given or _header(file, first, has_quotes=has_quotes)
    check_names(file, names, "" if given else ":1")
    columns = tuple(LoadedColumn(name, _TEXT) for name in names)
    if has_quotes and file.delimiter != "blanks":
        return _engines_csv(file, columns, values, has_header=not given)
    return _split_lines(file, columns, values, lines_before=0 if given else 1, has_quotes=has_quotes)


def _first_lines(client: "Client", file: LoadableFile, values: dict[str, str]) -> list[str]:
    """Enough lines for a header, of which quoted names may hold line breaks."""
    shown = "toValidUTF8(line) as shown, isValidUTF8(line) as is_text"
    rows = ask(client, f"select {shown} from {LINES} limit {_HEADER_LINES} settings {IN_ORDER}", values)
    lines = [str(row["shown"]) for row in rows] or [""]
    if "\0" in lines[0] or (rows and not rows[0]["is_text"]):
        raise UsageError(f"{file.path}:1: this is not UTF-8 text; save it as UTF-8, as `iconv` does")
    return [lines[0].removeprefix("\ufeff").rstrip("\r"), *lines[1:]]


def _header(file: LoadableFile, lines: list[str], *, has_quotes: bool) -> tuple[str, ...]:
    line = lines[0]
    names = _fields(file, lines, has_quotes=has_quotes)
    _refuse_data(file, names)
    if len(names) == 1 and (other := _other_delimiter(line)):
        raise UsageError(
            f'{file.path}:1: the header is one column, "{line.strip()[:60]}"; '
            f"if its names are set apart by {other}, give --delimiter {other}"
        )
    return names


def _fields(file: LoadableFile, lines: list[str], *, has_quotes: bool) -> tuple[str, ...]:
    line = lines[0]
    if file.delimiter == "blanks":
        parts = re.findall(_QUOTED_OR_BARE if has_quotes else _BARE, line)
        return tuple(_unquoted(part) if has_quotes else part for part in parts)
    if not has_quotes:
        return tuple(name.strip() for name in line.split(file.delimiter))
    text = (f"{each}\n" for each in lines)
    try:
        fields = next(csv.reader(text, delimiter=file.delimiter, skipinitialspace=True), [])
    except csv.Error as error:
        raise UsageError(f"{file.path}:1: the header cannot be read ({error}); correct it") from error
    return tuple(name.strip() for name in fields)


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1].replace('""', '"') if is_quoted else text


def _refuse_data(file: LoadableFile, names: tuple[str, ...]) -> None:
    looks = [name for name in names if _NUMBER_OR_DATE.fullmatch(name)]
    if looks:
        raise UsageError(
            f'{file.path}:1: "{looks[0]}" looks like a value, not like the name of a column; '
            "if the file has no header, give the names with --columns a,b,c"
        )


def _other_delimiter(line: str) -> str | None:
    for sign, word in ((";", "';'"), ("\t", "tab"), ("|", "'|'"), (",", "','")):
        if sign in line:
            return word
    return "blanks" if len(line.split()) > 1 else None


def _engines_csv(
    file: LoadableFile, columns: tuple[LoadedColumn, ...], values: dict[str, str], *, has_header: bool
) -> Reading:
    names = [f"c{place}" for place in range(len(columns))]
    form = "CSVWithNames" if has_header else "CSV"
    is_tab = int(file.delimiter in "\t ")
    settings = (
        f"{IN_ORDER}, format_csv_delimiter = {spell_bytes(file.delimiter)}, "
        "input_format_with_names_use_header = 0, "
        f"input_format_csv_allow_whitespace_or_tab_as_delimiter = {is_tab}, "
        f"input_format_csv_trim_whitespaces = {1 - is_tab}, input_format_csv_skip_trailing_empty_lines = 1"
    )
    structure = ", ".join(f"{name} {_TEXT}" for name in names)
    rows = f"file({{path:String}}, '{form}', {{structure:String}}, {{compression:String}})"
    return Reading(
        file, columns, tuple(names), rows, {**values, "structure": structure}, settings, int(has_header)
    )


def _split_lines(
    file: LoadableFile,
    columns: tuple[LoadedColumn, ...],
    values: dict[str, str],
    *,
    lines_before: int,
    has_quotes: bool,
) -> Reading:
    """Lines cut into values by the engine; `wrong_lines` finds those with too many or too few."""
    is_unquoting = has_quotes and file.delimiter == "blanks"
    numbered = f"select line, rowNumberInAllBlocks() + 1 as line_number from {LINES}"
    kept = f"line_number > {lines_before} and trimBoth(line, ' \\t\\r') != ''"
    rows = (
        f"(select {_parts(file, has_quotes=has_quotes)} as parts, line_number from ({numbered}) where {kept})"
    )
    shape = _UNQUOTED if is_unquoting else "parts[{place}]"
    expressions = tuple(f"nullIf({shape.format(place=place)}, '')" for place in range(1, len(columns) + 1))
    wrong = f"select line_number, length(parts) as came from {rows} where came != {len(columns)} limit 1"
    return Reading(file, columns, expressions, rows, values, IN_ORDER, lines_before, wrong)


def _parts(file: LoadableFile, *, has_quotes: bool) -> str:
    if file.delimiter == "blanks":
        pattern = _QUOTED_OR_BARE if has_quotes else _BARE
        return f"extractAll(trimBoth(line, ' \\t\\r'), {spell_bytes(f'({pattern})')})"
    return f"splitByChar({spell_bytes(file.delimiter)}, trimRight(line, '\\r'))"
