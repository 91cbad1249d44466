"""What the report says: rows of the warehouse joined with what the specs declare, segment by segment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from segflux_cli.compiler.leaves.goals import spell_mark
from segflux_cli.report.charts import Chart, Evaluation, size_chart, sparkline
from segflux_cli.report.findings import Finding, finding_of, without_mirrored
from segflux_cli.spec.declared.sources import event_names
from segflux_cli.spec.project.specs import Specs, declared_names
from segflux_cli.warehouse.segments.report_tables import ReportRows

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Lineage:
    """Where a segment comes from and where it goes, by name."""

    sources: tuple[str, ...]
    events: tuple[str, ...]
    traits: tuple[str, ...]
    segments: tuple[str, ...]
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """What those who entered did; of complete windows where there are any."""

    says: str
    metric: str
    entered: int
    converted: int
    total: float | None
    is_complete: bool
    target: float | None
    baseline: float | None

    @property
    def rate(self) -> float | None:
        """The share of those who entered that converted."""
        return self.converted / self.entered if self.entered else None

    def spell(self, mark: float) -> str:
        """What the goal is compared with."""
        return spell_mark(mark, self.metric)


@dataclass(frozen=True)
class SegmentPart:
    """All that the page says of one segment."""

    name: str
    row: Row
    history: tuple[Evaluation, ...]
    share: float
    verdict: str
    spark: Chart
    chart: Chart
    goal: Goal | None
    findings: tuple[Finding, ...]
    differences: tuple[Row, ...]
    overlaps: tuple[Row, ...]
    lineage: Lineage

    @property
    def newest(self) -> Evaluation:
        """Its newest evaluation."""
        return self.history[-1]


@dataclass(frozen=True)
class Cell:
    """How much of the row's segment is in the column's; None on the diagonal."""

    share: float | None
    title: str


@dataclass(frozen=True)
class Contents:
    """The whole page."""

    project: str
    as_of: datetime
    made_at: datetime
    parts: tuple[SegmentPart, ...]
    findings: tuple[Finding, ...]
    matrix: tuple[tuple[SegmentPart, tuple[Cell, ...]], ...]
    sources: tuple[Row, ...]

    @property
    def looks(self) -> tuple[Finding, ...]:
        """What a person has to look at."""
        return without_mirrored(self.findings)


def contents_of(rows: ReportRows, specs: Specs, project: str, made_at: datetime) -> Contents:
    """The page of a build; segments that no evaluation has seen yet are left out."""
    histories = _histories(rows.sizes)
    labels = {row["segment"]: row["label"] for row in rows.segments}
    findings = [finding_of(row, labels) for row in rows.findings if row["segment"] in labels]
    by_segment = _Grouped(rows, specs, findings)
    parts = tuple(
        _part(row, histories[row["segment"]], by_segment)
        for row in rows.segments
        if row["segment"] in histories
    )
    as_of = max((part.newest.as_of for part in parts), default=made_at)
    return Contents(
        project, as_of, made_at, parts, tuple(findings), _matrix(parts, rows.overlaps), tuple(rows.sources)
    )


def summary_of(contents: Contents) -> dict[str, object]:
    """The figures of the page, for machines."""
    return {
        "as_of": f"{contents.as_of.replace(tzinfo=None).isoformat()}Z",
        "segments": [
            {
                "segment": part.name,
                "size": part.newest.size,
                "share": part.share,
                "verdict": part.verdict,
                "entered": part.newest.entered,
                "left": part.newest.left,
                "evaluations": len(part.history),
            }
            for part in contents.parts
        ],
        "findings": [asdict(found) for found in contents.findings],
    }


class _Grouped:
    """Rows by segment."""

    def __init__(self, rows: ReportRows, specs: Specs, findings: Sequence[Finding]) -> None:
        self.sizes = {row["segment"]: row for row in rows.sizes}  # the newest stands last
        self.goals = {row["segment"]: row for row in rows.goals}
        self.differences = _by_segment(rows.differences)
        self._overlaps = _by_segment(rows.overlaps)
        self._labels = {row["segment"]: row["label"] for row in rows.segments}
        self.findings: dict[str, list[Finding]] = defaultdict(list)
        for found in findings:
            self.findings[found.segment].append(found)
        self._specs = specs

    def most_alike(self, name: str) -> tuple[Row, ...]:
        shared = [row for row in self._overlaps[name] if row["shared_size"]]
        return tuple({**row, "label": self._labels[row["other_segment"]]} for row in shared[:5])

    def lineage(self, row: Row) -> Lineage:
        events, traits = set(row["read_events"]), set(row["read_traits"])
        sources = {
            source.name
            for source in self._specs.sources
            if (source.kind == "events" and _speaks_of(events, event_names(source)))
            or (source.kind == "traits" and traits & declared_names([source]).traits)
        }
        syncs = (each.syncs for each in self._specs.segments if each.name == row["segment"])
        destinations = {sync.destination for found in syncs for sync in found}
        named = (sources, events, traits, set(row["read_segments"]), destinations)
        return Lineage(*(tuple(sorted(names)) for names in named))


def _speaks_of(wanted: set[str], names: Iterable[str]) -> bool:
    beginnings = tuple(name[:-1] for name in wanted if name.endswith("*"))
    return any(name in wanted or (beginnings and name.startswith(beginnings)) for name in names)


def _part(row: Row, history: tuple[Evaluation, ...], grouped: _Grouped) -> SegmentPart:
    name = row["segment"]
    newest = grouped.sizes[name]
    return SegmentPart(
        name=name,
        row=row,
        history=history,
        share=newest["share"],
        verdict=newest["verdict"],
        spark=sparkline(history),
        chart=size_chart(history),
        goal=_goal(row, grouped.goals.get(name)),
        findings=tuple(grouped.findings[name]),
        differences=tuple(grouped.differences[name]),
        overlaps=grouped.most_alike(name),
        lineage=grouped.lineage(row),
    )


def _histories(sizes: Sequence[Row]) -> dict[str, tuple[Evaluation, ...]]:
    return {
        name: tuple(Evaluation(row["as_of"], row["size"], row["entered"], row["left"]) for row in rows)
        for name, rows in _by_segment(sizes).items()
    }


def _by_segment(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["segment"]].append(row)
    return found


def _goal(row: Row, figures: Row | None) -> Goal | None:
    if not row["goal_metric"]:
        return None
    within = f" within {row['goal_within']}" if row["goal_within"] else ""
    says = f"{row['goal_metric']} of {row['goal_event']}{within} of entering"
    figures = figures or {}
    is_complete = bool(figures.get("entered_complete"))
    ending = "_complete" if is_complete else ""
    return Goal(
        says,
        row["goal_metric"],
        figures.get(f"entered{ending}", 0),
        figures.get(f"converted{ending}", 0),
        figures.get(f"total{ending}") if row["goal_metric"] == "total" else None,
        is_complete,
        row["goal_target"],
        row["goal_baseline"],
    )


def _matrix(
    parts: Sequence[SegmentPart], overlaps: Sequence[Row]
) -> tuple[tuple[SegmentPart, tuple[Cell, ...]], ...]:
    shares = {(row["segment"], row["other_segment"]): row for row in overlaps}
    names = {name for pair in shares for name in pair}
    shown = sorted(
        (part for part in parts if part.name in names and part.newest.size),
        key=lambda part: (-part.newest.size, part.name),
    )
    return tuple((part, tuple(_cell(part, other, shares) for other in shown)) for part in shown)


def _cell(part: SegmentPart, other: SegmentPart, shares: Mapping[tuple[str, str], Row]) -> Cell:
    if part is other:
        return Cell(None, part.row["label"])
    row = shares.get((part.name, other.name), {})
    share = row.get("share") or 0.0
    count = row.get("shared_size") or 0
    return Cell(share, f"{share:.0%} of {part.row['label']} are in {other.row['label']}: {count:,} people")
