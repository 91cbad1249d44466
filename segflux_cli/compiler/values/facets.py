"""Facets: one way of reading one property, kept as a typed column beside the events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from segflux_cli.compiler.rendering.fragments import call
from segflux_cli.compiler.values.paths import Path, parse_path, raw_elements, raw_value
from segflux_cli.literals import spell_name

Kind = Literal["text", "number", "integer", "decimal", "time", "exists", "elements", "texts", "decimals"]

_PROPERTIES = "properties"


@dataclass(frozen=True, order=True)
class Facet:
    """A column of the events: its name, type and expression over `properties`."""

    name: str
    type: str
    expression: str

    @property
    def column(self) -> str:
        """The name as SQL spells it."""
        return spell_name(self.name)


def facet(path: str, kind: Kind) -> Facet:
    """The facet of a kind at a path as written; only the list kinds lead through `[]`."""
    type_, expression = _KINDS[kind]
    return Facet(_name(path, kind), type_, expression(parse_path(path)))


def _name(path: str, kind: Kind) -> str:
    """Dots would make the engine see nested columns, so keys are joined as JSON pointers join them."""
    pointer = path.replace("~", "~0").replace("/", "~1").replace(".", "/")
    return f"{pointer} {kind}"


def _scalar(macro: str) -> Callable[[Path], str]:
    return lambda path: call(macro, raw_value(_PROPERTIES, path.runs[0]))


def _exists(path: Path) -> str:
    return f"{raw_value(_PROPERTIES, path.runs[0])} not in ('', 'null')"


def _elements(path: Path) -> str:
    return f"arrayFilter(part -> part not in ('', 'null'), {raw_elements(_PROPERTIES, path)})"


def _known(macro: str) -> Callable[[Path], str]:
    """The values of the elements that have one; nulls go before the type loses room for them."""

    def expression(path: Path) -> str:
        values = f"arrayMap(part -> {call(macro, 'part')}, {raw_elements(_PROPERTIES, path)})"
        return f"arrayMap(known -> assumeNotNull(known), arrayFilter(known -> isNotNull(known), {values}))"

    return expression


_KINDS: dict[Kind, tuple[str, Callable[[Path], str]]] = {
    "text": ("Nullable(String)", _scalar("text_of")),
    "number": ("Nullable(Float64)", _scalar("number_of")),
    "integer": ("Nullable(Int128)", _scalar("integer_of")),
    "decimal": ("Nullable(Decimal(38, 6))", _scalar("decimal_of")),
    "time": ("Nullable(Int64)", _scalar("milliseconds_of")),
    "exists": ("Bool", _exists),
    "elements": ("Array(String)", _elements),
    "texts": ("Array(String)", _known("text_of")),
    "decimals": ("Array(Decimal(38, 6))", _known("decimal_of")),
}
