"""What a probe finds of a source."""

from dataclasses import dataclass
from datetime import datetime

from segflux_cli.errors import Place


@dataclass(frozen=True)
class ProbedTable:
    """A raw table that is read, and how many rows it has; None where the engine does not count them."""

    table: str
    rows: int | None


@dataclass(frozen=True)
class ProbedRows:
    """The rows of one kind as a build would read them; shares are of all rows, `repeated` of those with an id.

    Of entities, which have no identifiers, `without_identifier` is None. `newest_at` passes over times that are
    impossible, as a build does.
    """

    kind: str
    rows: int
    newest_at: datetime | None
    newest_arrival: datetime | None
    without_time: int
    at_impossible_time: int
    without_identifier: int | None
    repeated: int | None
    events: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class ProbedSource:
    """One entry of sources.yml: its tables, those that are missing or passed by, its rows, and what is doubtful."""

    source: str
    adapter: str
    place: Place
    tables: tuple[ProbedTable, ...]
    missing: tuple[str, ...]
    passed_by: tuple[str, ...]
    rows: tuple[ProbedRows, ...]
    doubts: tuple[str, ...]
