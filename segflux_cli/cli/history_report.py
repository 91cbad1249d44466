"""What `segflux history` prints and draws."""

from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

import click

from segflux_cli.cli.output import instant, number, percent, print_table
from segflux_cli.live.history.recalled import GoalThen, History
from segflux_cli.spec.declared.segments import Goal

_WIDEST = 40
_RIGHT = ("size", "share")
_STATUS = {
    "paused": "It is paused: a build keeps the members that it has. These are the sizes by its conditions.",
    "retired": "It is retired: a build gives it no members. `segflux trend` shows what builds said before.",
}


def print_history(history: History) -> None:
    """A line an instant, with a bar."""
    largest = max(each.size for each in history.sizes) or 1
    headers = ("as of (UTC)", *_RIGHT, "verdict", *_goal_header(history.goal), "")
    rows = [
        (
            f"{each.as_of:%Y-%m-%d %H:%M}",
            number(each.size),
            percent(each.share),
            each.verdict.replace("_", " "),
            *([_goal_cell(history.goal, each.goal, each.size)] if history.goal and each.goal else []),
            "█" * round(each.size / largest * _WIDEST),
        )
        for each in history.sizes
    ]
    print_table(headers, rows, right=(*_RIGHT, *_goal_header(history.goal)))
    if any(each.goal and not each.goal.is_complete for each in history.sizes):
        click.echo("\n… the time of the goal was not over at the last build.")
    if history.status in _STATUS:
        click.echo(f"\n{_STATUS[history.status]}")


def _goal_header(goal: Goal | None) -> list[str]:
    return [f"{goal.metric} of {goal.event}"] if goal else []


def _goal_cell(goal: Goal, then: GoalThen, size: int) -> str:
    told = {
        "conversion": percent(then.people / size if size else None),
        "count": number(then.times),
        "total": number(then.total),
    }[goal.metric]
    return told if then.is_complete else f"{told} …"


def history_as_json(history: History) -> dict[str, object]:
    """The same for machines."""
    return {
        "segment": history.segment,
        "status": history.status,
        "goal": {"metric": history.goal.metric, "event": history.goal.event} if history.goal else None,
        "sizes": [
            {
                **asdict(each),
                "as_of": instant(each.as_of),
                "share": each.share,
            }
            for each in history.sizes
        ],
    }


def check_picture(path: Path | None) -> None:
    """Refuses a name of which no picture can be made, before anything is asked."""
    kind = path and path.suffix.lower()
    if path and kind not in (".svg", ".png"):
        raise click.UsageError(f"{path}: a picture is an .svg or .png file; name --out so.")
    if kind == ".png" and not find_spec("PIL"):
        raise click.UsageError(
            f"{path}: PNG needs Pillow: install Segflux with the extra, segflux[png]; SVG does not."
        )
    if path and not path.parent.is_dir():
        raise click.UsageError(f"{path.parent}: no such folder. Make it, or name another for --out.")


def write_picture(history: History, path: Path) -> None:
    """The sizes as a drawing that needs nothing beside it."""
    from segflux_cli.report.picture import chart_of, png_of, svg_of

    chart = chart_of((each.as_of, each.size) for each in history.sizes)
    is_png = path.suffix.lower() == ".png"
    path.write_bytes(png_of(history.segment, chart) if is_png else svg_of(history.segment, chart).encode())
