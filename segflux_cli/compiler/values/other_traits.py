"""Values of other traits on the right of operators: how each is called in the plan."""

from segflux_cli.compiler.values.values import RawValue
from segflux_cli.literals import spell_name
from segflux_cli.spec.declared.operators import OtherTrait


def column_of(trait: str) -> str:
    """The column that the plan puts beside rows of events or traits; the JSON text of the value, or empty."""
    return spell_name(f"trait {trait}")


def value_of(trait: OtherTrait) -> RawValue:
    """The value as an operator reads it."""
    return RawValue(column_of(trait.name))
