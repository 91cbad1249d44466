"""Reads one segment from a parsed mapping, whether of a spec file or written inline in a case."""

import re
from dataclasses import replace
from datetime import date
from typing import get_args

from segflux_cli.spec.conditions.condition_reader import read_base, read_who
from segflux_cli.spec.declared.conditions import Condition, Everyone
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.declared.segments import Kind, Segment, Size, Status
from segflux_cli.spec.segments.contradictions import warn_of_contradictions
from segflux_cli.spec.segments.detail_reader import read_goal, read_size
from segflux_cli.spec.segments.priorities import read_priority
from segflux_cli.spec.segments.rules_reader import read_history, read_rules, read_zone
from segflux_cli.spec.syncs.except_reader import read_except
from segflux_cli.spec.syncs.sync_reader import read_syncs
from segflux_cli.spec.times.time_reader import read_date
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import one_or_more, read_choice, read_items, read_text, read_texts
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, describe, quoted
from segflux_cli.spec.yaml.words import check_keys

SEGMENT_WORDS = (
    "segment",
    "label",
    "about",
    "owner",
    "tags",
    "kinds",
    "status",
    "renamed_from",
    "review_by",
    "who",
    "base",
    "goal",
    "size",
    "membership",
    "priority",
    "except",
    "sync",
    "examples",
)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*", re.ASCII)
LONGEST_NAME = 100


def read_segment(node: Node, reading: Reading) -> Segment | None:
    """The segment, or None after a fault without which there is none; other faults are only recorded."""
    if not isinstance(node, Mapping) or not node.entries:
        message = f'a segment is a mapping with "segment" and "who", not {describe(node)}'
        reading.faults.add(node.place, message)
        return None
    check_keys(node, SEGMENT_WORDS, reading.faults)
    zone = read_zone(node, reading.faults)
    local = replace(reading, time_zone=zone or reading.time_zone)
    name = _read_name(node, reading.faults)
    who = _read_who(node, local)
    base = node.get("base")
    read = None if base is None else read_base(base, local)
    # what else is wrong is to be known in the same run, so the rest is read even without a name
    segment = Segment(node.place, name or "", who or Everyone(), base=read, time_zone=zone)
    whole = _with_details(segment, node, local)
    return whole if name and who else None


def _with_details(segment: Segment, node: Mapping, reading: Reading) -> Segment:
    faults = reading.faults
    status, former = node.get("status"), node.get("renamed_from")
    goal, size = node.get("goal"), node.get("size")
    syncs, held_back = node.get("sync"), node.get("except")
    read_status = read_choice(status, get_args(Status), "status", faults) if status else None
    return replace(
        segment,
        label=_read_optional_text("label", node, faults),
        about=_read_optional_text("about", node, faults),
        owner=_read_optional_text("owner", node, faults),
        tags=read_texts(tags, "tags", faults) if (tags := node.get("tags")) else (),
        kinds=_read_kinds(node, faults),
        status=read_status or "live",
        renamed_from=_read_named(former, "renamed_from", faults) if former else None,
        renamed_place=former.place if former else None,
        review_by=_read_review(node, faults),
        rules=read_rules(node, reading),
        history=read_history(node, faults),
        priority=read_priority(priority, faults) if (priority := node.get("priority")) else None,
        goal=read_goal(goal, reading) if goal else None,
        size=read_size(size, faults) if size else Size(),
        held_back=read_except(held_back, faults) if held_back else (),
        syncs=read_syncs(syncs, faults) if syncs else (),
        examples=_read_examples(node, faults),
    )


def _read_name(node: Mapping, faults: Faults) -> str | None:
    written = node.get("segment")
    if written is None:
        faults.add(node.place, 'the segment has no name; add "segment: name_of_the_segment"')
        return None
    return _read_named(written, "segment", faults)


def _read_named(written: Node, word: str, faults: Faults) -> str | None:
    """A name that a segment can have."""
    name = read_text(written, word, faults)
    if name is None or (NAME.fullmatch(name) and len(name) <= LONGEST_NAME):
        return name
    message = f"{quoted(name)} cannot name a file and a model; use letters, digits and _"
    faults.add(written.place, f"{message}, not _ first, at most {LONGEST_NAME} characters")
    return None


def _read_who(node: Mapping, reading: Reading) -> Condition | None:
    written = node.get("who")
    if written is None and _is_tombstone(node):
        return Everyone()
    if written is None:
        message = 'the segment does not say who is in; add "who:" with a list of conditions'
        reading.faults.add(node.place, message)
        return None
    who = read_who(written, reading)
    if who:
        warn_of_contradictions(who, reading.faults)
    return who


def _is_tombstone(node: Mapping) -> bool:
    """Whether the segment is retired: nobody is in it, so that it need not say who would be."""
    status = node.get("status")
    return isinstance(status, Scalar) and status.text == "retired"


def _read_optional_text(word: str, node: Mapping, faults: Faults) -> str | None:
    written = node.get(word)
    return None if written is None else read_text(written, word, faults)


def _read_kinds(node: Mapping, faults: Faults) -> tuple[Kind, ...]:
    written = node.get("kinds")
    if written is None:
        return ()
    words: tuple[Kind, ...] = get_args(Kind)
    found = [read_choice(item, words, "kind", faults) for item in one_or_more(written, "kinds", faults)]
    return tuple(kind for kind in found if kind)


def _read_review(node: Mapping, faults: Faults) -> date | None:
    written = node.get("review_by")
    read = None if written is None else read_date(written, "review_by", faults)
    return read.day if read else None


def _read_examples(node: Mapping, faults: Faults) -> tuple[Node, ...]:
    written = node.get("examples")
    if written is None or (isinstance(written, Scalar) and written.value is None):
        return ()
    items = read_items(written, "examples", faults)
    for item in items:
        if not isinstance(item, Mapping):
            message = f"an example is a mapping with given and expect, not {describe(item)}"
            faults.add(item.place, message)
    return items
