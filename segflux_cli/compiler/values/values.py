"""The value that an operator judges, wherever it stands: what SQL reads it as text, number, time."""

from dataclasses import dataclass, field
from typing import Protocol

from segflux_cli.compiler.rendering.fragments import call
from segflux_cli.compiler.values.facets import Facet, Kind, facet
from segflux_cli.compiler.values.paths import Path, parse_path, raw_elements, raw_value


class Value(Protocol):
    """One value; each reading is an SQL fragment, null where the value cannot be read so."""

    def text(self) -> str:
        """Its text form."""
        ...

    def number(self) -> str:
        """The double that it reads as."""
        ...

    def integer(self) -> str:
        """The 64-bit integer that it reads as."""
        ...

    def milliseconds(self) -> str:
        """The instant that it reads as."""
        ...

    def exists(self) -> str:
        """Whether it is there and not null; never null itself."""
        ...

    def elements(self) -> str:
        """The JSON texts of its elements, none unless it is a list."""
        ...


class Document(Protocol):
    """Something with properties: an event, or one element of a list in it."""

    @property
    def depth(self) -> int:
        """How many lambdas it stands in."""
        ...

    def value(self, path: str) -> Value:
        """The value at a path without lists."""
        ...

    def elements(self, path: str) -> str:
        """The JSON texts of the values at a path through lists."""
        ...


@dataclass(frozen=True)
class RawValue:
    """A value whose JSON text is an SQL expression."""

    raw: str

    def text(self) -> str:
        """Its text form."""
        return call("text_of", self.raw)

    def number(self) -> str:
        """The double that it reads as."""
        return call("number_of", self.raw)

    def integer(self) -> str:
        """The 64-bit integer that it reads as."""
        return call("integer_of", self.raw)

    def milliseconds(self) -> str:
        """The instant that it reads as."""
        return call("milliseconds_of", self.raw)

    def exists(self) -> str:
        """Whether it is there and not null."""
        return f"{self.raw} not in ('', 'null')"

    def elements(self) -> str:
        """The JSON texts of its elements, none unless it is a list."""
        return f"JSONExtractArrayRaw({self.raw})"


@dataclass
class EventDocument:
    """The properties of an event, read through typed columns, which it remembers."""

    facets: set[Facet] = field(default_factory=set)
    depth: int = 0

    def value(self, path: str) -> Value:
        """The value at a path without lists."""
        return FacetValue(path, self)

    def elements(self, path: str) -> str:
        """The JSON texts of the values at a path through lists."""
        return self.column(path, "elements")

    def column(self, path: str, kind: Kind) -> str:
        """The name of the typed column."""
        used = facet(path, kind)
        self.facets.add(used)
        return used.column


@dataclass(frozen=True)
class FacetValue:
    """A property of an event."""

    path: str
    event: EventDocument

    def text(self) -> str:
        """Its text form."""
        return self.event.column(self.path, "text")

    def number(self) -> str:
        """The double that it reads as."""
        return self.event.column(self.path, "number")

    def integer(self) -> str:
        """The 64-bit integer that it reads as."""
        return self.event.column(self.path, "integer")

    def milliseconds(self) -> str:
        """The instant that it reads as."""
        return self.event.column(self.path, "time")

    def exists(self) -> str:
        """Whether it is there and not null."""
        return self.event.column(self.path, "exists")

    def elements(self) -> str:
        """The JSON texts of its elements, none unless it is a list."""
        return self.event.column(f"{self.path}[]", "elements")


@dataclass(frozen=True)
class ElementDocument:
    """One element of a list, bound to a lambda's variable."""

    variable: str
    depth: int

    def value(self, path: str) -> Value:
        """The value at a path inside the element."""
        return RawValue(raw_value(self.variable, parse_path(path).runs[0]))

    def elements(self, path: str) -> str:
        """The JSON texts of the values at a path through lists inside the element."""
        return raw_elements(self.variable, parse_path(path))


@dataclass
class TraitValue:
    """The profile's latest value of a trait; it remembers the columns it was read from."""

    columns: set[str] = field(default_factory=set)

    def text(self) -> str:
        """Its text form."""
        return self._column("value_text")

    def number(self) -> str:
        """The double that it reads as."""
        return self._column("value_number")

    def integer(self) -> str:
        """The 64-bit integer that it reads as."""
        return call("integer_of", self._column("value"))

    def milliseconds(self) -> str:
        """The instant that it reads as."""
        return call("milliseconds_of", self._column("value"))

    def exists(self) -> str:
        """Whether it is there and not null."""
        return f"{self._column('value')} not in ('', 'null')"

    def elements(self) -> str:
        """The JSON texts of its elements, none unless it is a list."""
        return f"JSONExtractArrayRaw({self._column('value')})"

    def _column(self, name: str) -> str:
        self.columns.add(name)
        return name


def is_list_path(path: str) -> bool:
    """Whether a path as written leads through a list."""
    parsed: Path = parse_path(path)
    return parsed.is_list
