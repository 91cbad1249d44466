"""A parsed YAML file in which every key and value knows its place."""

from dataclasses import dataclass

from segflux_cli.errors import Place

ScalarValue = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `text` is what stands in the file, `value` what YAML 1.2's core schema makes of it."""

    place: Place
    value: ScalarValue
    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, always the text as written, with its value."""

    place: Place
    key: str
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; no key stands twice."""

    place: Place
    entries: tuple[Entry, ...]

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None where the key is missing."""
        return next((entry.value for entry in self.entries if entry.key == key), None)

    def __contains__(self, key: str) -> bool:
        return any(entry.key == key for entry in self.entries)


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """The node as dicts, lists and scalars, without places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}


def describe(node: Node) -> str:
    """What came, in the words of an error message."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.value is None:
        return "nothing"
    return quoted(node.text)


def quoted(text: str, limit: int = 60) -> str:
    """A text in double quotes on one line, shortened where it is long."""
    shown = "".join(_shown(character) for character in text[:limit])
    return f'"{shown}…"' if len(text) > limit else f'"{shown}"'


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
