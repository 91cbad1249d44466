"""The declared types of traits, and the defaults that fit them."""

from collections.abc import Callable, Iterable, Mapping

from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS
from segflux_cli.spec.declared.computed_traits import ComputedTrait
from segflux_cli.spec.declared.default_values import is_number, is_time
from segflux_cli.spec.declared.operators import Scalar
from segflux_cli.spec.declared.sources import Column, Source, ValueType
from segflux_cli.spec.declared.syncs import SentField
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import quoted

# Text and JSON hold every default.
_FITS: Mapping[ValueType, tuple[Callable[[Scalar], bool], str]] = {
    "number": (is_number, "write a number without quotes"),
    "boolean": (lambda value: isinstance(value, bool), "write true or false"),
    "time": (is_time, "write a date or an instant, such as 2026-01-31T12:00:00Z"),
}


def trait_types(sources: Iterable[Source], computed: Mapping[str, ComputedTrait]) -> Mapping[str, ValueType]:
    """The type of each trait for which all that declare it name the same one."""
    found: dict[str, set[ValueType | None]] = {name: {trait.type} for name, trait in computed.items()}
    found |= {name: {"time"} for name in BUILT_IN_TRAITS}
    for source in sources:
        if source.kind == "traits" and not isinstance(source.values, Column):
            for value in source.values:
                found.setdefault(value.name, set()).add(value.type)
    return {name: kind for name, kinds in found.items() if len(kinds) == 1 for kind in kinds if kind}


def check_default(field: SentField, types: Mapping[str, ValueType], faults: Faults) -> None:
    """Adds a fault for a default that a column of the trait's type cannot hold."""
    kind = types.get(field.trait or "")
    if field.default is None or kind is None or kind not in _FITS:
        return
    fits, advice = _FITS[kind]
    if not fits(field.default):
        message = (
            f"the default of the field {quoted(field.name)} would be lost, since the trait {quoted(field.trait or '')} "
            f"has the type {kind}"
        )
        faults.add(field.place, f"{message}; {advice}, or leave the default out")
