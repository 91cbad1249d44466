"""How the engine reads one file: its columns, and the query that gives its rows in their order."""

from dataclasses import dataclass

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.loading.files import LoadableFile

OWN_COLUMNS = ("_loaded_at", "_row_number")
IN_ORDER = "input_format_parallel_parsing = 0, max_threads = 1"


@dataclass(frozen=True)
class LoadedColumn:
    """A column of the loaded table; the note says what its type means for `sources.yml`."""

    name: str
    type: str
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """A file's columns and the rows' source; `expressions` give the columns' values in their order."""

    file: LoadableFile
    columns: tuple[LoadedColumn, ...]
    expressions: tuple[str, ...]
    rows: str
    values: dict[str, str]
    settings: str = IN_ORDER
    lines_before: int = 0
    wrong_lines: str | None = None  # a query for the first line with too many or too few values


def check_names(file: LoadableFile, names: tuple[str, ...], where: str) -> None:
    """Raises UsageError where a column has no name, a name stands twice or is one of Segflux's own."""
    problems = [f"column {place} has no name" for place, name in enumerate(names, 1) if not name]
    problems += [f'"{name}" stands twice' for name in dict.fromkeys(names) if name and names.count(name) > 1]
    problems += [f'"{name}" is a column that Segflux adds' for name in names if name in OWN_COLUMNS]
    if problems:
        raise UsageError(f"{file.path}{where}: {'; '.join(problems)}. Correct the names of the columns")
