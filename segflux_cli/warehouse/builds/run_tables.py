"""What the tables say of one run: its instant, and the rows it took in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segflux_cli.warehouse.query import ask_if_there

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class Run:
    """One run as its first node wrote it; times are UTC."""

    run_id: str
    as_of: datetime
    started_at: datetime
    is_study: bool


@dataclass(frozen=True)
class LoadedRows:
    """Rows of events, traits and links that one run read, and what became of them."""

    read: int
    inserted: int
    replaced: int
    repeated: int
    rejected: int
    waiting: int
    removed: int


def read_run(client: "Client", relations: Mapping[str, str], run_id: str) -> Run | None:
    """The run of an id; None when it did not come to its first node."""
    runs = relations.get("evaluation_runs")
    if runs is None or not run_id:
        return None
    sql = f"select run_id, as_of, started_at, is_study from {runs} where run_id = {{run:String}} limit 1"
    for row in ask_if_there(client, sql, {"run": run_id}):
        as_of, started_at = row["as_of"].replace(tzinfo=UTC), row["started_at"].replace(tzinfo=UTC)
        return Run(row["run_id"], as_of, started_at, bool(row["is_study"]))
    return None


def read_loaded(client: "Client", relations: Mapping[str, str], run_id: str) -> LoadedRows | None:
    """What one run loaded, of all sources together; None before the first build."""
    loads = relations.get("event_loads")
    if loads is None or not run_id:
        return None
    words = LoadedRows.__dataclass_fields__
    sums = ", ".join(f"sum(rows_{word}) as {word}" for word in words)
    rows = ask_if_there(client, f"select {sums} from {loads} where run_id = {{run:String}}", {"run": run_id})
    return LoadedRows(**{word: int(rows[0][word]) for word in words}) if rows else None
