"""Reads one case, or one example of a segment; its faults stay with it."""

from dataclasses import replace
from pathlib import Path

from segflux_cli.live.cases.case import Case, Given
from segflux_cli.live.cases.expect_reader import read_expectation, read_expectations
from segflux_cli.live.cases.given_reader import read_given
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import check_keys, did_you_mean

_CASE = ("name", "about", "given", "traits", "segments", "expect", "invalid", "error_contains")
_EXAMPLE = ("name", "about", "as_of", "given", "expect", "because")
_CLAIMS = ("members", "not_members", "exactly", "because")


def read_case(node: Mapping, name: str, folder: Path) -> Case:
    """The case, with what is wrong in it; `folder` is where files that it names lie."""
    faults = Faults()
    check_keys(node, _CASE, faults)
    segments = _segments(node.get("segments"), faults)
    traits = node.get("traits")
    if traits is not None and segments is None:
        faults.add(traits.place, "traits stand beside the segments of a case; define these in it too")
    names = segment_names(segments or ())
    must_be_refused = _flag(node.get("invalid"), faults)
    if not must_be_refused and "expect" not in node:
        faults.add(node.place, "the case expects nothing; write expect, or invalid: true")
    case = Case(
        place=node.place,
        name=name,
        given=read_given(node.get("given"), folder, faults),
        segments=segments,
        traits=traits,
        expectations=read_expectations(node.get("expect"), names[0] if len(names) == 1 else None, faults),
        must_be_refused=must_be_refused,
        error_contains=_text(node.get("error_contains"), faults),
    )
    return _checked(case, faults)


def read_example(node: Mapping, name: str, segment: str, folder: Path) -> Case:
    """An example of a segment as a case about it."""
    faults = Faults()
    check_keys(node, _EXAMPLE, faults)
    given = read_given(node.get("given"), folder, faults)
    case = Case(node.place, name, given, segments=None, expectations=())
    expect = node.get("expect")
    if isinstance(expect, Mapping):
        check_keys(expect, _CLAIMS, faults)
        beside = tuple(entry for entry in node.entries if entry.key == "because")
        claims = Mapping(expect.place, expect.entries + beside)
        case = replace(case, expectations=(read_expectation(claims, node.get("as_of"), segment, faults),))
    else:
        came = "nothing" if expect is None else describe(expect)
        place = (expect or node).place
        faults.add(place, f"{came} came for expect; write members, not_members or exactly")
    return _checked(case, faults)


def known_ids(given: Given) -> dict[str, str]:
    """The type of each id that `expect` may name: a user_id, else an anonymous_id."""
    rows = [row.identifiers for row in given.events]
    rows += [row.identifiers for row in given.traits] + [row.identifiers for row in given.links]
    rows += [row.identifiers for row in (*given.records, *given.memberships)]
    pairs = [identifier for row in rows for identifier in row]
    found = {value: kind for kind, value in pairs if kind == "anonymous_id"}
    return found | {value: kind for kind, value in pairs if kind == "user_id"}


def segment_names(segments: tuple[Mapping, ...]) -> list[str]:
    """The names of segments, as far as they have one."""
    named = [segment.get("segment") for segment in segments]
    return [name.text for name in named if isinstance(name, Scalar)]


def _checked(case: Case, faults: Faults) -> Case:
    ids = known_ids(case.given)
    for row in case.expectations:
        claimed = (*row.members, *row.not_members, *(row.exactly or ()), *dict(row.because))
        for name in dict.fromkeys(claimed):
            if name not in ids:
                faults.add(row.place, _unknown_id(name, ids))
    return replace(case, faults=faults.errors)


def _unknown_id(name: str, ids: dict[str, str]) -> str:
    question = did_you_mean(name, ids)
    return f"no row is given of {quoted(name)}.{question} Write a user_id or anonymous_id from given"


def _segments(node: Node | None, faults: Faults) -> tuple[Mapping, ...] | None:
    if node is None:
        return None
    if not isinstance(node, Sequence):
        faults.add(node.place, f"{describe(node)} came for segments; write a list of segments")
        return ()
    for item in node.items:
        if not isinstance(item, Mapping):
            faults.add(item.place, f"{describe(item)} came; a segment is a mapping")
    return tuple(item for item in node.items if isinstance(item, Mapping))


def _flag(node: Node | None, faults: Faults) -> bool:
    if node is None:
        return False
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    faults.add(node.place, f"{describe(node)} came for invalid; write true or false")
    return False


def _text(node: Node | None, faults: Faults) -> str | None:
    if node is None:
        return None
    if isinstance(node, Scalar) and node.value is not None:
        return node.text
    faults.add(node.place, f"{describe(node)} came for error_contains; write a text")
    return None
