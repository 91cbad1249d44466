"""What a query cost: rows and bytes read, time, CPU and memory, as the engine itself counts them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.query import ask, ask_with_summary, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_EVENTS = {
    "SelectedRows": "read_rows",
    "SelectedBytes": "read_bytes",
    "OSCPUVirtualTimeMicroseconds": "cpu",
}
_STATUS, _PEAK_RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESETS_THE_PEAK = "5"
_FINISHED = """
    select
        read_rows,
        read_bytes,
        memory_usage,
        ProfileEvents['OSCPUVirtualTimeMicroseconds'] / 1000000 as cpu_seconds
    from system.query_log
    where query_id = {query_id:String} and type = 'QueryFinish' and event_date >= yesterday()
    limit 1
"""


@dataclass(frozen=True)
class Cost:
    """The cost of one query; None is what the engine does not tell this user."""

    read_rows: int | None = None
    read_bytes: int | None = None
    seconds: float = 0.0
    cpu_seconds: float | None = None
    memory_bytes: int | None = None


def ask_for_cost(
    client: "Client", sql: str, settings: Mapping[str, Any], *, is_embedded: bool
) -> tuple[list[dict[str, Any]], Cost]:
    """The rows of a query and its cost."""
    measure = _ask_embedded if is_embedded else _ask_server
    return measure(client, sql, settings)


def _ask_embedded(
    client: "Client", sql: str, settings: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Cost]:
    """The engine lives in this process, so its counters move for this query alone."""
    before, resting = _counters(client), _reset_peak()
    began = time.monotonic()
    rows, _ = ask_with_summary(client, sql, settings)
    seconds = time.monotonic() - began
    peak, after = _memory("VmHWM"), _counters(client)
    spent = {name: after.get(event, 0) - before.get(event, 0) for event, name in _EVENTS.items()}
    memory = None if peak is None or resting is None else max(0, peak - resting)
    return rows, Cost(spent["read_rows"], spent["read_bytes"], seconds, spent["cpu"] / 1e6, memory)


def _counters(client: "Client") -> dict[str, int]:
    found = ask(client, "select event, value from system.events")
    return {str(row["event"]): int(row["value"]) for row in found}


def _reset_peak() -> int | None:
    """Memory in use now, from which the peak counts anew; None where the system cannot tell."""
    try:
        _PEAK_RESET.write_text(_RESETS_THE_PEAK)
    except OSError:
        return None
    return _memory("VmRSS")


def _memory(word: str) -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{word}:")]
    return int(found[0]) * 1024 if found else None


def _ask_server(client: "Client", sql: str, settings: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Cost]:
    began = time.monotonic()
    rows, summary = ask_with_summary(client, sql, settings)
    seconds = time.monotonic() - began
    logged = _logged(client, summary.get("query_id", ""))
    if logged:
        return rows, Cost(
            logged["read_rows"],
            logged["read_bytes"],
            seconds,
            float(logged["cpu_seconds"]),
            logged["memory_usage"],
        )
    told = {word: int(text) for word, text in summary.items() if text.isdigit()}
    memory = told.get("memory_usage")
    return rows, Cost(told.get("read_rows"), told.get("read_bytes"), seconds, memory_bytes=memory)


def _logged(client: "Client", query_id: str) -> Mapping[str, Any] | None:
    """The line of the query log, where this user may flush and read it."""
    try:
        run(client, "system flush logs")
        found = ask(client, _FINISHED, {"query_id": query_id})
    except WarehouseError:
        return None
    return found[0] if found else None
