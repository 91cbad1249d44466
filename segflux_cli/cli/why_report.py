"""What `segflux why` prints."""

import re
from dataclasses import asdict
from datetime import UTC, datetime

import click

from segflux_cli.cli.output import counted, instant, printable, shortened
from segflux_cli.live.why.explained import ExplainedCondition, Explanation
from segflux_cli.live.why.flips import Flip

_WIDEST = 100  # characters of a row's value; its whole is in --format json
_SHOWN = 3  # rows behind a condition


def print_explanation(found: Explanation, identifier: str) -> None:
    """Whether, and then each condition with its rows."""
    verb = "is in" if found.is_member else "is not in"
    head = click.style(f"{printable(identifier)} {verb} {printable(found.segment)}", bold=True)
    click.echo(f"{head} as of {_shown(found.as_of)} UTC (profile {found.profile_id})")
    click.echo(f"{_flip('leaves' if found.is_member else 'enters', found.flip)}\n")
    for note in _notes(found):
        click.echo(f"{note}\n")
    for condition in found.conditions:
        _print_condition(condition)


def _notes(found: Explanation) -> list[str]:
    notes = []
    if not found.is_known:
        notes.append("Nothing is known of this person by then.")
    elif not found.is_in_base:
        notes.append(f"The person is not in the base: {printable(found.base)}.")
    if found.rules:
        notes.append(f"By the rules of the segment, whatever its conditions say: {printable(found.rules)}.")
    if found.held_by:
        notes.append(f"By priority the person is in {printable(found.held_by)} instead.")
    if found.status == "paused":
        notes.append("The segment is paused: it keeps the members of its last evaluation.")
    if found.status == "retired":
        notes.append("The segment is retired: nobody is in it.")
    return notes


def _print_condition(condition: ExplainedCondition) -> None:
    truth = click.style("yes", fg="green") if condition.holds else click.style("no ", fg="red")
    mark = "*" if condition.decides else " "
    indent = "  " * condition.depth
    found = "" if condition.found is None else f"  ({counted(condition.found, 'row')})"
    click.echo(f"{mark} {truth}  {indent}{printable(condition.words)}{found}")
    if not condition.is_block:
        change = _flip("ends" if condition.holds else "begins", condition.flip)
        click.echo(f"         {indent}{change}")
    for word, value in condition.measured.items():
        click.echo(f"         {indent}{printable(word)}: {printable(value) or 'unknown'}")
    for row in condition.evidence[:_SHOWN]:
        value = shortened(with_plain_slashes(row.value), _WIDEST)
        click.echo(f"         {indent}{_shown(row.at)}  {printable(row.what)}  {value}")


def with_plain_slashes(json_text: str) -> str:
    """The engine writes every slash of a JSON text with a backslash before it, which nobody need read."""
    return re.sub(r"\\(.)", lambda found: "/" if found[1] == "/" else found[0], json_text)


def _flip(verb: str, flip: Flip) -> str:
    """What time alone does, if nothing else happens."""
    if flip.at:
        return f"{verb} by time alone on {_shown(flip.at)} UTC"
    if flip.reason:
        return f"when it {verb} by time alone is not worked out: {printable(flip.reason)}"
    return f"never {verb} by time alone"


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def explanation_as_json(found: Explanation) -> dict[str, object]:
    """The same for machines; times are ISO 8601 in UTC."""
    conditions = [
        {
            **asdict(condition),
            "flip": _flip_as_json(condition.flip),
            "evidence": [{**asdict(row), "at": instant(row.at)} for row in condition.evidence],
        }
        for condition in found.conditions
    ]
    own = {"as_of": instant(found.as_of), "flip": _flip_as_json(found.flip), "conditions": conditions}
    return {**asdict(found), **own}


def _flip_as_json(flip: Flip) -> dict[str, object]:
    """`at` null with a `reason` where it was not worked out, without one where time alone never changes it."""
    return {"at": flip.at and instant(flip.at), "reason": flip.reason or None}
