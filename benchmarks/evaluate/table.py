"""The result as a table of text."""

from collections.abc import Mapping

from benchmarks.evaluate.data import Extent
from benchmarks.measuring import Figures


def result_table(
    extent: Extent,
    measured: Mapping[str, Figures],
    compared: Mapping[str, tuple[int, int, int]],
    every: int,
) -> str:
    """What each step took, how often the plan's CPU it is for all segments, and whether the members are the same."""
    plan = measured["the plan"]
    lines = [
        f"{extent.events:,} events, {extent.profiles:,} profiles, {extent.segments} segments",
        f"{'':36}{'CPU s':>9}{'wall s':>9}{'peak GB':>9}{'queries':>9}{'x CPU':>7}",
    ]
    for name, figures in measured.items():
        ratio = f"{every * figures.cpu_seconds / plan.cpu_seconds:7.1f}" if name.startswith("by hand") else ""
        lines.append(
            f"{name:36}{figures.cpu_seconds:9.1f}{figures.wall_seconds:9.1f}"
            f"{figures.peak_gigabytes:9.2f}{figures.statements:9d}{ratio}"
        )
    for name, (segments, profiles, apart) in compared.items():
        same = "the same members" if not apart else f"{apart:,} MEMBERS DIFFER"
        lines.append(f"the plan and {name}: {segments} segments, {profiles:,} members, {same}")
    return "\n".join(lines) + "\n"
