"""`segflux diff` as a comment on a pull request."""

from collections.abc import Iterator, Sequence

from segflux_cli.cli.diff_report import (
    HEADERS,
    RIGHT,
    cells,
    destination_lines,
    notes,
    over,
    over_line,
    summary,
)
from segflux_cli.cli.output import printable
from segflux_cli.live.diff.diffed import Diff


def diff_as_markdown(diff: Diff, fail_over: float | None) -> str:
    """A heading, a table, and a list of destinations; names stay text."""
    return "\n".join(_lines(diff, fail_over)) + "\n"


def _lines(diff: Diff, fail_over: float | None) -> Iterator[str]:
    yield "### Segments"
    yield ""
    as_of = f"{diff.as_of:%Y-%m-%d %H:%M:%S} UTC"
    yield _text(summary(diff) if as_of in diff.against else f"{summary(diff)} As of {as_of}.")
    if diff.segments:
        yield ""
        yield _row(HEADERS)
        yield "|" + "|".join(" ---: " if header in RIGHT else " --- " for header in HEADERS) + "|"
        yield from (_row([_text(cell) for cell in cells(each)]) for each in diff.segments)
    told = [*destination_lines(diff)]
    if told:
        yield "\n**Destinations**\n"
        yield from (f"- {_text(line)}" for line in told)
    for line in notes(diff):
        yield f"\n{_text(line)}"
    if fail_over is not None and (too_much := over(diff, fail_over)):
        yield f"\n**{_text(over_line(too_much, fail_over))}**"


def _row(row: Sequence[str]) -> str:
    return "| " + " | ".join(row) + " |"


def _text(words: str) -> str:
    """The words with every character that Markdown or HTML would read spelled out."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|#~&" else letter for letter in printable(words))
