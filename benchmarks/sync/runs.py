"""One run of the engine in a process of its own: planning apart from sending, and what it left at the destination."""

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from benchmarks.sync.people import change_plans, digest, fill, members, set_members
from segflux_cli.destinations.protocol import (
    BaseDestination,
    Batch,
    Capabilities,
    Destination,
    Limits,
    Outcome,
)
from segflux_cli.destinations.registry import destination_types
from segflux_cli.destinations.types import DestinationType, Opening
from segflux_cli.sync.state.task import Task
from segflux_cli.warehouse.embedded import open_embedded
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import prepare


@dataclass(frozen=True)
class Way:
    """Where members go: a type of destination with its words."""

    type: str
    mode: str = "add_and_remove"
    options: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Took:
    """Seconds and people of a run; memory is the peak of its process, in MB: until it sends, and until it ends."""

    state: str
    planning: float
    sending: float
    cpu: float
    peak: int
    sent: int
    planning_peak: int = 0


class _Nowhere(BaseDestination):
    """Takes every batch without sending it."""

    def __init__(self, _opening: Opening) -> None:
        """Nothing is opened."""

    @property
    def capabilities(self) -> Capabilities:
        """Adds and removes."""
        return Capabilities(frozenset({"add", "remove"}), Limits(rows=10_000))

    async def send(self, batch: Batch) -> Outcome:
        """Accepts all."""
        del batch
        return Outcome()


class _Noted:
    """A destination that notes between which instants it was at work."""

    def __init__(self, inner: Destination) -> None:
        self._inner = inner
        self.began = 0.0
        self.ended = 0.0
        self.peak_before = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def send(self, batch: Batch) -> Outcome:
        """Sends the batch; a replacement ends with its last statement."""
        self.peak_before = self.peak_before or peak()
        self.began = self.began or time.monotonic()
        outcome = await self._inner.send(batch)
        self.ended = time.monotonic()
        return outcome

    async def finish_replacing(self) -> None:
        """The end of a whole content."""
        await self._inner.finish_replacing()
        self.ended = time.monotonic()


NOWHERE = Way("nowhere")
_OWN = DestinationType("nowhere", "takes all", ("add_and_remove",), _Nowhere, limits=Limits(rows=10_000))


def make(path: str, people: int) -> None:
    """A warehouse with one per cent more people than members."""
    client = open_embedded(path)
    prepare(client)
    fill(client, people + people // 100)
    set_members(client, 0, people)
    client.close()


def change(path: str, people: int) -> None:
    """One per cent each enters, leaves, and gets another plan."""
    client, share = open_embedded(path), people // 100
    set_members(client, share, people)
    change_plans(client, 2 * share, share)
    client.close()


def expected(path: str) -> str:
    """The digest of the members."""
    client = open_embedded(path)
    told = digest(members(client))
    client.close()
    return told


def written(path: str, file: str) -> str:
    """The digest of a file that a run wrote."""
    client = open_embedded(path)
    form = "CSVWithNames" if file.endswith(".csv") else "Parquet"
    rows = client.query(f"select profile_id, email from file('{file}', '{form}')").result_rows
    client.close()
    return digest((str(profile_id), str(email)) for profile_id, email in rows)


def run(path: str, way: Way) -> Took:
    """One run, measured from the first statement to the last checkpoint."""
    noted: list[_Noted] = []

    def opened(opening: Opening) -> Destination:
        noted.append(_Noted(kind.open(opening)))
        return cast(Destination, noted[0])

    kind = {**destination_types(Path(path)), "nowhere": _OWN}[way.type]
    client = open_embedded(path)
    name = f"{way.type} {way.options.get('format', '')}"
    sync = a_sync("", name=name, type=way.type, mode=way.mode, options=dict(way.options))
    began, cpu = time.monotonic(), time.process_time()
    report = sync_once(
        client, Task(sync), types={way.type: replace(kind, open=opened)}, environment=dict(way.environment)
    )
    ended, used = time.monotonic(), time.process_time() - cpu
    client.close()
    if report.reason:
        raise SystemExit(f"{name}: {report.reason}")
    sending = noted[0].ended - noted[0].began
    planning_peak = noted[0].peak_before or peak()
    return Took(
        report.state, ended - began - sending, sending, used, peak(), report.counts.sent, planning_peak
    )


def peak() -> int:
    """The most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


__all__ = ["NOWHERE", "Took", "Way", "change", "digest", "expected", "make", "run", "written"]
