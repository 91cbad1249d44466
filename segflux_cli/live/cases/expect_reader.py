"""Reads what a case expects."""

from collections.abc import Iterator

from segflux_cli.live.cases.case import Expectation
from segflux_cli.live.cases.instants import EXAMPLE, instant_of
from segflux_cli.live.cases.plain_nodes import text_of
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe
from segflux_cli.spec.yaml.words import check_keys

_CLAIMS = ("members", "not_members", "exactly", "because")


def read_expectations(node: Node | None, only: str | None, faults: Faults) -> tuple[Expectation, ...]:
    """The rows of `expect`; `only` is the segment meant where a row names none."""
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        faults.add(node.place, f"{describe(node)} came for expect; write a list of rows")
        return ()
    return tuple(row for item in node.items for row in _row(item, only, faults))


def _row(node: Node, only: str | None, faults: Faults) -> Iterator[Expectation]:
    if not isinstance(node, Mapping):
        faults.add(node.place, f"{describe(node)} came; a row of expect is a mapping")
        return
    check_keys(node, ("as_of", "segment", *_CLAIMS), faults)
    segment = node.get("segment")
    name = segment.text if isinstance(segment, Scalar) else only
    if name is None:
        faults.add(node.place, "the row names no segment; write segment: and one of the case's")
    else:
        yield read_expectation(node, node.get("as_of"), name, faults)


def read_expectation(node: Mapping, as_of: Node | None, segment: str, faults: Faults) -> Expectation:
    """One claim about one segment at one time."""
    instant = None if as_of is None else instant_of(as_of)
    if instant is None:
        came = "nothing" if as_of is None else describe(as_of)
        place = node.place if as_of is None else as_of.place
        faults.add(place, f"{came} came for as_of; write a time, as {EXAMPLE}")
    if "exactly" in node and ("members" in node or "not_members" in node):
        faults.add(node.place, "exactly is the whole membership; leave out members and not_members")
    if not any(word in node for word in _CLAIMS):
        faults.add(node.place, "the row claims nothing; write members, not_members or exactly")
    return Expectation(
        place=node.place,
        as_of=instant or 0,
        as_of_text=as_of.text if isinstance(as_of, Scalar) else "",
        segment=segment,
        members=_ids(node, "members", faults),
        not_members=_ids(node, "not_members", faults),
        exactly=_ids(node, "exactly", faults) if "exactly" in node else None,
        because=read_because(node.get("because"), faults),
    )


def read_because(node: Node | None, faults: Faults) -> tuple[tuple[str, str], ...]:
    """The leaf that decides, for each id for whom one is claimed."""
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        message = f'{describe(node)} came for because; write ids with the leaf that decides: ada: "did: x"'
        faults.add(node.place, message)
        return ()
    for entry in node.entries:
        if not isinstance(entry.value, Scalar):
            message = f"{describe(entry.value)} came; write the leaf as one text, in quotes"
            faults.add(entry.value.place, message)
    return tuple((entry.key, entry.value.text) for entry in node.entries if isinstance(entry.value, Scalar))


def _ids(node: Mapping, key: str, faults: Faults) -> tuple[str, ...]:
    listed = node.get(key)
    if listed is None:
        return ()
    if not isinstance(listed, Sequence):
        faults.add(listed.place, f"{describe(listed)} came for {key}; write a list of ids, as [ada, bob]")
        return ()
    for item in listed.items:
        if not isinstance(item, Scalar) or item.value is None:
            faults.add(item.place, f"{describe(item)} came in {key}; write an id")
    return tuple(text_of(item) for item in listed.items if isinstance(item, Scalar))
