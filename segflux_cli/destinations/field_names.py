"""Checks what fields and tables of a sync are called against what stands beside them at the destination."""

from collections.abc import Mapping
from typing import Any

from segflux_cli.destinations.http.templates import text_template
from segflux_cli.destinations.types import DestinationType
from segflux_cli.errors import Place
from segflux_cli.spec.declared.syncs import SyncWords
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted


def check_field_names(
    words: SyncWords,
    match_on: tuple[str, ...],
    kind: DestinationType,
    known: Mapping[str, Any],
    place: Place,
    faults: Faults,
) -> None:
    """Adds a fault for each field that would be lost, or take the place of what is not a field; also for such tables.

    `known` is what templates of the type's names may say of the sync, which stands at `place`.
    """
    _refuse_twin_columns(words, match_on, kind, faults)
    _refuse_long_names(words, kind, known, place, faults)
    _refuse_written_names(words, match_on, kind, known, faults)
    if kind.has_nested_fields:
        _refuse_parts(words, kind, faults)


def _refuse_written_names(
    words: SyncWords,
    match_on: tuple[str, ...],
    kind: DestinationType,
    known: Mapping[str, Any],
    faults: Faults,
) -> None:
    """Of several identifiers the first is who a person is; the others are fields of whoever has the first."""
    first = match_on[0] if match_on else ""
    scope = {**known, "id_type": kind.called.get(first, first)}
    taken = {text_template(name)(scope) for name in kind.written_names}
    for field in words.send:
        name = field.name.split(".")[0] if kind.has_nested_fields else field.name
        if name in taken:
            message = (
                f"{kind.name} gets {quoted(name)} from Segflux itself, which says by it who a person is or where they "
                "are; give the field another name"
            )
            faults.add(field.place, message)


def _refuse_twin_columns(
    words: SyncWords, match_on: tuple[str, ...], kind: DestinationType, faults: Faults
) -> None:
    """Names that differ by case alone are one column in MySQL."""
    taken = {name.lower() for name in (*kind.columns, *match_on)} if kind.columns else set()
    for field in words.send:
        if field.name.lower() in taken:
            message = f"{kind.name} has a column {quoted(field.name)} already; give the field another name"
            faults.add(field.place, message)
        elif kind.folds_names:
            taken.add(field.name.lower())


def _refuse_long_names(
    words: SyncWords, kind: DestinationType, known: Mapping[str, Any], place: Place, faults: Faults
) -> None:
    """Names that are cut may become one."""
    table = known["audience"].get("table")
    if isinstance(table, str) and _is_too_long(table, kind):
        advice = 'write a shorter one under "audience: {table: …}"'
        faults.add(place, f"{kind.name} cuts the name of the table {quoted(table)}, {_told(kind)}; {advice}")
    for field in words.send:
        if _is_too_long(field.name, kind):
            message = f"{kind.name} cuts the name of the column {quoted(field.name)}, {_told(kind)}"
            faults.add(field.place, f"{message}; give the field a shorter name")


def _is_too_long(name: str, kind: DestinationType) -> bool:
    return kind.longest_name is not None and len(name.encode(errors="replace")) > kind.longest_name


def _told(kind: DestinationType) -> str:
    return f"of which it takes {kind.longest_name} bytes, so that two could become one"


def _refuse_parts(words: SyncWords, kind: DestinationType, faults: Faults) -> None:
    """A field and a part of it: one of the two would be lost."""
    names = {field.name for field in words.send}
    for field in words.send:
        steps = field.name.split(".")
        whole = next(
            (outer for end in range(1, len(steps)) if (outer := ".".join(steps[:end])) in names), None
        )
        if whole:
            message = (
                f"for {kind.name} {quoted(field.name)} is a part of {quoted(whole)}, which is a field too; send one "
                f"of them, or every part of {quoted(whole)} by its own name"
            )
            faults.add(field.place, message)
