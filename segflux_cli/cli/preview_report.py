"""What `segflux preview` prints."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

import click

from segflux_cli.cli.door import fault_as_json
from segflux_cli.cli.output import instant, number, percent, print_table, printable, shortened
from segflux_cli.live.preview.previewing import Preview, SegmentPreview
from segflux_cli.warehouse.segments.cost import Cost

_STALE = timedelta(hours=1)
_WIDEST = 90  # characters of a condition; its whole is in --format json
_STATUS = {
    "paused": "It is paused: a build keeps the members that it has.",
    "retired": "It is retired: a build gives it no members.",
}
_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def print_preview(preview: Preview) -> None:
    """Each segment with its size, conditions, cost and some members."""
    for place, segment in enumerate(preview.segments):
        if place:
            click.echo()
        _print_segment(segment, preview.as_of)
    if preview.built_as_of and preview.as_of - preview.built_as_of > _STALE:
        click.echo(
            f"\nThe events are those of the build as of {preview.built_as_of:%Y-%m-%d %H:%M:%S}; "
            "`segflux build` brings what arrived since, --as-of goes back to it.",
            err=True,
        )


def _print_segment(segment: SegmentPreview, as_of: datetime) -> None:
    verdict = segment.verdict.replace("_", " ")
    click.echo(
        click.style(segment.segment, bold=True)
        + f"  {number(segment.size)} of {number(segment.base_size)} ({percent(segment.share)}), {verdict}"
        + f" (bounds {_bounds(segment)}), as of {as_of:%Y-%m-%d %H:%M:%S} UTC\n"
    )
    for note in _notes(segment):
        click.echo(f"{note}\n")
    rows = [
        (shortened("  " * each.depth + each.words, _WIDEST), number(each.size), _without(each.size_without))
        for each in segment.conditions
    ]
    print_table(("condition", "people", "without it"), rows, right=("people", "without it"))
    click.echo(f"\n{_cost(segment.cost)}")
    if segment.members:
        click.echo(f"{len(segment.members)} of {number(segment.size)} members:")
    for member in segment.members:
        click.echo("  " + "  ".join(printable(value) for value in asdict(member).values() if value))


def _notes(segment: SegmentPreview) -> Iterator[str]:
    """Why the size is another than the conditions tell."""
    if segment.status in _STATUS:
        yield _STATUS[segment.status]
    if segment.yields_to:
        yield f"By priority it has nobody who is in {' or '.join(segment.yields_to)}."
    if segment.has_rules:
        yield "Its rules under membership keep people in or out besides, as they do in a build."


def _bounds(segment: SegmentPreview) -> str:
    if segment.most is not None and segment.most < segment.least:
        least, most = number(segment.least), number(segment.most)
        return f"at least {least} and at most {most}: no size of so small a base is within both"
    most = f" to {number(segment.most)}" if segment.most is not None else " or more"
    return f"{number(segment.least)}{most}"


def _without(size: int | None) -> str:
    return "" if size is None else number(size)


def _cost(cost: Cost) -> str:
    parts = [f"{number(cost.read_rows)} rows" + (f" ({_size(cost.read_bytes)})" if cost.read_bytes else "")]
    parts.append(f"{cost.seconds:.2f} s")
    parts += [f"{cost.cpu_seconds:.2f} s of CPU"] if cost.cpu_seconds is not None else []
    parts += [f"{_size(cost.memory_bytes)} of memory"] if cost.memory_bytes is not None else []
    return "Cost: " + ", ".join(parts)


def _size(amount: int) -> str:
    for unit, name in _UNITS:
        if amount >= unit:
            return f"{amount / unit:.1f} {name}"
    return f"{amount} bytes"


def preview_as_json(preview: Preview) -> dict[str, object]:
    """The same for machines."""
    return {
        "as_of": instant(preview.as_of),
        "built_as_of": preview.built_as_of and instant(preview.built_as_of),
        "segments": [_segment_as_json(segment) for segment in preview.segments],
        "warnings": [fault_as_json(warning) for warning in preview.warnings],
    }


def _segment_as_json(segment: SegmentPreview) -> dict[str, object]:
    members = [
        {key: value for key, value in asdict(member).items() if value is not None}
        for member in segment.members
    ]
    return {**asdict(segment), "share": segment.share, "members": members}
