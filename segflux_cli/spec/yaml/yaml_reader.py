"""Reads strict YAML 1.2: every fault has a place and a way out, and no input ends in a traceback.

`read_yaml(path, name, faults)` reads a file, `parse_yaml(data, name, faults)` text or bytes; both give
the root node (`spec/yaml/nodes.py`), or None after adding to `faults` what makes the file unreadable.
Duplicate keys, anchors, aliases, merge keys and tags are faults beside which the rest is still read.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import yaml

from segflux_cli.errors import Place
from segflux_cli.spec.yaml.core_schema import resolve
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, quoted
from segflux_cli.spec.yaml.yaml_text import decoded, syntax_fault

DEEPEST_NESTING = 60

_LINE_BREAKS_OF_YAML_1_1 = re.compile("[\x85\u2028\u2029]")


class _UnreadableError(Exception):
    """The file cannot be read further; its fault is recorded already."""


def read_yaml(path: Path, name: str, faults: Faults) -> Node | None:
    """The root node of a file, called `name` in messages; None after a fault."""
    try:
        if path.exists() and not path.is_file():
            kind = "a directory" if path.is_dir() else "not a regular file"
            faults.add(Place(name), f"this is {kind}; a YAML file is needed here")
            return None
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        faults.add(Place(name), f"the file cannot be read ({reason}); check its name and rights")
        return None
    return parse_yaml(data, name, faults)


def parse_yaml(data: bytes | str, name: str, faults: Faults) -> Node | None:
    """The root node of YAML text, called `name` in messages; None after a fault."""
    text = decoded(data, name, faults)
    if text is None:
        return None
    if _has_odd_line_breaks(text, name, faults):
        return None
    try:
        return _Builder(text, name, faults).root()
    except _UnreadableError:
        return None
    except yaml.YAMLError as error:
        syntax_fault(error, text, name, faults)
        return None


def _has_odd_line_breaks(text: str, name: str, faults: Faults) -> bool:
    # the parser takes them for line breaks as YAML 1.1 did; YAML 1.2 and editors do not
    found = False
    for match in _LINE_BREAKS_OF_YAML_1_1.finditer(text):
        before = text[: match.start()]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = f"{ord(match.group()):04X}"
        message = f'the invisible line break U+{code} is not allowed; write "\\u{code}" in double quotes'
        faults.add(place, message)
        found = True
    return found


class _Builder:
    """Turns the events of the C parser into nodes."""

    def __init__(self, text: str, name: str, faults: Faults) -> None:
        self._events = yaml.parse(text, Loader=yaml.CLoader)
        self._name = name
        self._faults = faults

    def root(self) -> Node:
        """The only document of the file."""
        event = next(self._events)
        while not isinstance(event, yaml.DocumentStartEvent):
            if isinstance(event, yaml.StreamEndEvent):
                self._stop(Place(self._name), "the file is empty; write at least one key")
            event = next(self._events)
        if event.version not in (None, (1, 2)):
            self._faults.add(self._place(event), "only YAML 1.2 is read; leave out the %YAML line")
        root = self._node(next(self._events), 0)
        self._end()
        if isinstance(root, Scalar) and root.value is None:
            self._stop(Place(self._name), "the file is empty; write at least one key")
        return root

    def _end(self) -> None:
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            message = "a second document starts here; a file holds one: move it to a file of its own"
            self._stop(self._place(event), message)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._faults.add(place, f"the alias *{event.anchor} is not allowed; write the value out")
            return Scalar(place, None, "")
        self._refuse_tag_and_anchor(event, place)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, place)
        if depth >= DEEPEST_NESTING:
            self._stop(place, f"nested deeper than {DEEPEST_NESTING} levels; write it flatter")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(place, tuple(self._items(depth + 1)))
        return Mapping(place, self._entries(depth + 1))

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth)

    def _entries(self, depth: int) -> tuple[Entry, ...]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self._events), depth)
            entry = self._entry(key, value)
            if entry and entry.key in entries:
                first = entries[entry.key].place
                message = f"{quoted(entry.key)} stands twice, first at line {first.line}; keep one"
                self._faults.add(entry.place, message)
            elif entry:
                entries[entry.key] = entry
        return tuple(entries.values())

    def _entry(self, key: Node, value: Node) -> Entry | None:
        if not isinstance(key, Scalar):
            self._faults.add(key.place, "a key must be a word, not a list or a mapping; write a word")
            return None
        if key.text == "<<":
            self._faults.add(key.place, "the merge key << is not allowed; write the keys out")
            return None
        return Entry(key.place, key.text, value)

    def _refuse_tag_and_anchor(self, event: yaml.Event, place: Place) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            message = f"the anchor &{anchor} is not allowed; write the value out where it is used"
            self._faults.add(place, message)
        tag = getattr(event, "tag", None)
        if tag is not None:
            message = f"the tag {quoted(tag)} is not allowed; leave it out, and quote what is text"
            self._faults.add(place, message)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)

    def _stop(self, place: Place, message: str) -> NoReturn:
        self._faults.add(place, message)
        raise _UnreadableError


def _scalar(event: yaml.ScalarEvent, place: Place) -> Scalar:
    is_plain = not event.style
    return Scalar(place, resolve(event.value) if is_plain else event.value, event.value)
