"""What `segflux show` prints."""

from pathlib import Path

import click

from segflux_cli.cli.output import counted, print_table, printable
from segflux_cli.compiler.segments.showing import Shown, ShownCost, ShownTrait, show_segments, show_traits
from segflux_cli.errors import UsageError
from segflux_cli.spec.project.computed_files import TRAITS_FILE
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.spec.yaml.words import did_you_mean

_NEEDS_BASE = "compared with the whole base"
_NOTES = {"project": "of the project", "default": "by default", "spec": ""}


def found_segment(project: Path, name: str) -> Shown:
    """The segment of that name; raises UsageError with the nearest one if there is none."""
    shown = {each.segment: each for each in show_segments(read_specs(project))}
    if name in shown:
        return shown[name]
    question = did_you_mean(name, shown)
    listed = ", ".join(shown) or "none"
    raise UsageError(f'No spec declares the segment "{name}".{question} There are: {listed}.')


def found_trait(project: Path, name: str) -> ShownTrait | None:
    """The computed trait of that name, which no segment has."""
    specs = read_specs(project)
    if name not in specs.project.traits or any(segment.name == name for segment in specs.segments):
        return None
    return next(each for each in show_traits(specs) if each.trait == name)


def print_trait(shown: ShownTrait) -> None:
    """The sentence first, then who reads it."""
    click.echo(click.style(shown.trait, bold=True) + f"  {TRAITS_FILE}")
    for text in (shown.sentence, shown.about):
        if text:
            click.echo(printable(text))
    click.echo(f"\ntype: {shown.type}")
    click.echo(f"read by: {printable(', '.join(shown.read_by)) or '-'}")


def print_shown(shown: Shown, *, is_full: bool) -> None:
    """The sentence first, then its words, its conditions and its lineage."""
    click.echo(click.style(shown.segment, bold=True) + f"  {shown.spec}")
    click.echo(f"{printable(shown.sentence)}\n")
    words = [each for each in shown.words if is_full or (each.value and each.origin != "default")]
    print_table(
        ("word", "value", ""),
        [(each.word, each.value or "-", _NOTES[each.origin]) for each in words],
    )
    click.echo()
    print_table(
        ("condition", "also in", ""),
        [
            (leaf.words, ", ".join(leaf.shared_with) or "-", _NEEDS_BASE * leaf.needs_base)
            for leaf in shown.leaves
        ],
    )
    click.echo()
    lineage = {
        "reads events": shown.events,
        "reads traits": shown.traits,
        "reads segments": shown.segments,
        "read by": shown.read_by,
        "goes to": shown.destinations,
    }
    for word, names in lineage.items():
        if names or is_full:
            click.echo(f"{word}: {printable(', '.join(names)) or '-'}")
    click.echo(f"cost: {_cost(shown.cost)}")
    for trait in shown.computed:
        click.echo(f"{trait.trait}: {printable(trait.sentence)}")
    if is_full:
        click.echo(f"definition: {shown.definition_hash}")
        for leaf in shown.leaves:
            click.echo(f"leaf: {leaf.id}")


def _cost(cost: ShownCost) -> str:
    own = f"{counted(cost.own, 'condition')} of its own"
    shared = f"{cost.shared} evaluated for other segments too"
    waiting = f"; {cost.waiting} of all wait for the others" if cost.waiting else ""
    return f"{own}, {shared}{waiting}"
