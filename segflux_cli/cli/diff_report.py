"""What `segflux diff` prints."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from math import isinf

import click

from segflux_cli.cli.output import counted, instant, number, percent, print_table, printable
from segflux_cli.cli.segment_report import verdict_words
from segflux_cli.live.diff.diffed import Diff, SegmentDiff

HEADERS = ("segment", "change", "was", "would be", "enter", "leave", "stay", "moved", "verdict")
RIGHT = ("was", "would be", "enter", "leave", "stay", "moved")


def print_diff(diff: Diff) -> None:
    """The segments that differ, the destinations that would hear of it, and what was not compared."""
    click.echo(f"{summary(diff)}\n")
    if diff.segments:
        print_table(HEADERS, (cells(each) for each in diff.segments), right=RIGHT)
        click.echo()
    for each in diff.segments:
        _print_sample(each.segment, "enter", each.entering_sample, each.entering)
        _print_sample(each.segment, "leave", each.leaving_sample, each.leaving)
    for line in destination_lines(diff):
        click.echo(printable(line))
    for line in notes(diff):
        click.echo(printable(line))


def summary(diff: Diff) -> str:
    """One sentence: how many segments differ from what."""
    changed = counted(len(diff.segments), "segment")
    verb = "differs" if len(diff.segments) == 1 else "differ"
    return f"{changed} {verb} from {diff.against}, {number(len(diff.unchanged))} unchanged."


def cells(segment: SegmentDiff) -> tuple[str, ...]:
    """A segment's row under `HEADERS`."""
    moved = segment.moved
    share = "-" if moved is None else "all" if isinf(moved) else percent(moved)
    return (
        segment.segment,
        segment.change,
        number(segment.size_before),
        number(segment.size),
        number(segment.entering),
        number(segment.leaving),
        number(segment.staying),
        share,
        _verdict(segment),
    )


def _verdict(segment: SegmentDiff) -> str:
    sides = ((segment.verdict_before, segment.status_before), (segment.verdict, segment.status))
    words = [verdict_words(verdict, status or "live") for verdict, status in sides if verdict]
    return " → ".join(dict.fromkeys([*words, *(["removed"] if segment.size is None else [])]))


def _print_sample(name: str, move: str, ids: Iterable[str], count: int) -> None:
    listed = list(ids)
    if listed:
        click.echo(f"{len(listed)} of {number(count)} who would {move} {name}:")
        click.echo("  " + "  ".join(listed) + "\n")


def destination_lines(diff: Diff) -> Iterator[str]:
    """A sentence about each destination that would hear of it."""
    for each in diff.destinations:
        segments = ", ".join(each.segments)
        yield f"{each.destination}: {number(each.entering)} to add, {number(each.leaving)} to remove ({segments})"


def notes(diff: Diff) -> Iterator[str]:
    """What a reader should know besides."""
    moved = [each.segment for each in diff.segments if each.change == "renamed" and each.destinations]
    if moved:
        names = ", ".join(moved)
        yield f"Renamed, so that destinations lose everybody under the old name and get them under the new: {names}."
    if diff.uncompared:
        names = ", ".join(diff.uncompared)
        yield f"Not compared, because their models are written by hand and only a build runs those: {names}."


def over(diff: Diff, fail_over: float | None) -> list[str]:
    """The segments of which more enters or leaves than that percentage."""
    if fail_over is None:
        return []
    return [each.segment for each in diff.segments if each.moved is not None and each.moved * 100 > fail_over]


def over_line(segments: Iterable[str], fail_over: float) -> str:
    """Which segments move too much."""
    return f"More than {fail_over:g} % enter or leave: {', '.join(segments)}."


def diff_as_json(diff: Diff) -> dict[str, object]:
    """The same for machines; `moved` is a share, null of a new segment and of one that had no members."""
    return {
        "as_of": instant(diff.as_of),
        "against": diff.against,
        "segments": [{**asdict(each), "moved": _finite(each.moved)} for each in diff.segments],
        "unchanged": diff.unchanged,
        "uncompared": diff.uncompared,
        "destinations": [asdict(each) for each in diff.destinations],
    }


def _finite(share: float | None) -> float | None:
    return None if share is None or isinf(share) else share
