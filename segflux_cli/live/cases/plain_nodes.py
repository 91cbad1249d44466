"""Turns plain values and JSON lines into the nodes that specs are read from."""

import json
import re
from collections.abc import Mapping, Sequence

from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Entry, Node, Scalar, quoted
from segflux_cli.spec.yaml.nodes import Mapping as MappingNode
from segflux_cli.spec.yaml.nodes import Sequence as SequenceNode

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def node_of(value: object, place: Place) -> Node:
    """The value as a node; every part of it stands at the one place."""
    if isinstance(value, Mapping):
        entries = (Entry(place, str(key), node_of(part, place)) for key, part in value.items())
        return MappingNode(place, tuple(entries))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return SequenceNode(place, tuple(node_of(part, place) for part in value))
    if isinstance(value, str):
        return Scalar(place, value, value)
    if value is None or isinstance(value, bool | int | float):
        return Scalar(place, value, "" if value is None else json.dumps(value))
    return Scalar(place, str(value), str(value))


def node_of_json(line: str, place: Place, faults: Faults) -> Node | None:
    """The value of a line of JSON, or None after a fault."""
    try:
        return node_of(json.loads(line, object_pairs_hook=_without_repeats), place)
    except (ValueError, RecursionError) as error:
        message = f"{quoted(line)} is not JSON ({error}); write one object a line"
        faults.add(place, message)
        return None


def json_of(node: Node) -> str:
    """The node as JSON text; what JSON has no number for is null."""
    return json.dumps(_json_value(node), ensure_ascii=False, allow_nan=False)


def text_of(node: Scalar) -> str:
    """A value as text, a whole number without a fraction: 10.0 and 10 are one id."""
    if isinstance(node.value, str):
        return _whole_text(node.value)
    if isinstance(node.value, float) and node.value.is_integer() and abs(node.value) < 1e21:
        return str(int(node.value))
    return json_of(node)


def _whole_text(text: str) -> str:
    # half a character cannot be written in UTF-8; only a JSON escape can bring one here
    return _LONE_SURROGATES.sub("\ufffd", text)


def _json_value(node: Node) -> object:
    if isinstance(node, MappingNode):
        return {_whole_text(entry.key): _json_value(entry.value) for entry in node.entries}
    if isinstance(node, SequenceNode):
        return [_json_value(item) for item in node.items]
    if isinstance(node.value, str):
        return _whole_text(node.value)
    if isinstance(node.value, float) and node.value - node.value != 0:
        return None
    return node.value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found
