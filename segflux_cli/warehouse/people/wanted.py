"""An identifier that somebody looks for, and how it may be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from segflux_cli.warehouse.names import spell_bytes

_USUAL_TYPES = ("user_id", "email", "phone", "anonymous_id")


@dataclass(frozen=True)
class Wanted:
    """An identifier as somebody typed it, of a type or of any; `forms` has how each type would store it."""

    value: str
    kind: str | None = None
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def condition(self) -> str:
        """True for the rows of `identifier_type` and `identifier_value` that are it, SQL with `parameters`."""
        pairs = ", ".join(f"({spell_bytes(kind)}, {spell_bytes(form)})" for kind, form in self.forms.items())
        stored = f" or (identifier_type, identifier_value) in ({pairs})" if pairs else ""
        is_it = f"(identifier_value in {{values:Array(String)}}{stored})"
        return f"({is_it} and {{kind:String}} in ('', identifier_type))"

    @property
    def parameters(self) -> dict[str, Any]:
        """What the queries for it are given."""
        return {"values": spellings(self.value), "value": self.value, "kind": self.kind or ""}

    @property
    def possible(self) -> list[tuple[str, str]]:
        """Types and values that it may have been stored as."""
        kinds = [self.kind] if self.kind else [*_USUAL_TYPES, *self.forms]
        pairs = [(kind, value) for kind in kinds for value in spellings(self.value)]
        return list(dict.fromkeys([*pairs, *self.forms.items()]))


def spellings(value: str) -> list[str]:
    """How a value may have been stored: as given, trimmed, in lower case."""
    return list(dict.fromkeys((value, value.strip(), value.strip().lower())))
