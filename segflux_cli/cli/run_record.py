"""One JSON line about one build, for whoever runs many."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from segflux_cli import __version__
from segflux_cli.dbt_runner import Outcome
from segflux_cli.errors import SegfluxError, TimedOutError, UsageError
from segflux_cli.warehouse.builds.run_tables import LoadedRows, Run
from segflux_cli.warehouse.segments.segment_tables import SegmentSize

_LONGEST = 2_000  # characters of an error
_OUTCOMES = {1: "failed", 2: "refused", 3: "wrong"}


@dataclass
class RunRecord:
    """What is known of a build so far; filled on its way, told at its end, however that is."""

    target: str | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcome: Outcome | None = None
    run: Run | None = None
    loaded: LoadedRows | None = None
    sizes: tuple[SegmentSize, ...] = ()
    warnings: int = 0

    def line(self, error: BaseException | None) -> str:
        """The record as one line of JSON."""
        ended_at = datetime.now(UTC)
        told = {
            "event": "segflux build",
            "segflux": __version__,
            "target": self.target,
            "run_id": self.outcome.run_id if self.outcome else "",
            "as_of": _instant(self.run.as_of) if self.run else None,
            "is_study": self.run.is_study if self.run else None,
            "started_at": _instant(self.started_at),
            "ended_at": _instant(ended_at),
            "seconds": round((ended_at - self.started_at).total_seconds(), 3),
            **_ending(error),
            "nodes": _nodes(self.outcome),
            "rows": vars(self.loaded) if self.loaded else None,
            "segments": [_size(each) for each in self.sizes],
            "warnings": self.warnings,
        }
        return json.dumps(told, ensure_ascii=False, default=str)


def write_line(destination: str, line: str) -> None:
    """Appends a line to a file, nothing for an empty one; `-` is standard output."""
    if destination == "-":
        click.echo(line, nl=bool(line))
        return
    try:
        with Path(destination).open("a", encoding="utf-8") as file:
            file.write(line and f"{line}\n")
    except OSError as error:
        raise UsageError(f"--log-json {destination}: could not be written: {error.strerror}") from error


def _ending(error: BaseException | None) -> dict[str, object]:
    if error is None:
        return {"outcome": "succeeded", "exit_code": 0, "error": None}
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return {"outcome": "interrupted", "exit_code": 130, "error": None}
    code = error.exit_code if isinstance(error, SegfluxError) else 2
    outcome = "timed_out" if isinstance(error, TimedOutError) else _OUTCOMES.get(code, "failed")
    return {"outcome": outcome, "exit_code": code, "error": str(error)[:_LONGEST]}


def _nodes(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    skipped = [node for node in outcome.nodes if node.status == "skipped"]
    failed = [node.name for node in outcome.failed_nodes]
    succeeded = len(outcome.nodes) - len(skipped) - len(failed)
    return {
        "total": len(outcome.nodes),
        "succeeded": succeeded,
        "failed": len(failed),
        "skipped": len(skipped),
        "failed_names": failed,
    }


def _size(size: SegmentSize) -> dict[str, object]:
    words = ("segment", "size", "share", "verdict", "entered", "left")
    return {**{word: getattr(size, word) for word in words}, "as_of": _instant(size.as_of)}


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat() if instant.tzinfo else f"{instant.isoformat()}+00:00"
