"""Findings of the warehouse in words: what was found, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_WORDS = {
    "empty": ("nobody is in it", "Loosen a condition, or see in a preview which one lets nobody through."),
    "twin": ("nearly the same as {other}", "Keep one of the two, or make clear what sets them apart."),
    "unchanged": ("nobody entered or left since {since}", "Is its data still arriving? Does anybody use it?"),
    "not_evaluated": ("not evaluated since {since}", "Build everything, or retire it."),
    "review_due": ("its date of review has passed", "Look at it, and set a new date or retire it."),
}


@dataclass(frozen=True)
class Finding:
    """Something about a segment that needs a look."""

    segment: str
    label: str
    finding: str
    says: str
    advice: str
    other: str = ""


def finding_of(row: Mapping[str, Any], labels: Mapping[str, str]) -> Finding:
    """A row of `fct_segment_findings`; `labels` are the segments' names for people."""
    says, advice = _WORDS[row["finding"]]
    other = labels.get(row["other_segment"], row["other_segment"])
    since = f"{row['since']:%Y-%m-%d}" if row["since"] else "its first build"
    segment = row["segment"]
    words = says.format(other=other, since=since)
    return Finding(segment, labels.get(segment, segment), row["finding"], words, advice, row["other_segment"])


def without_mirrored(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, two segments that are alike once."""
    listed = tuple(findings)
    pairs = {(found.segment, found.other) for found in listed}
    return tuple(
        found
        for found in listed
        if not found.other or found.segment < found.other or (found.other, found.segment) not in pairs
    )
