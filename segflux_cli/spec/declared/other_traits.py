"""Other traits on the right of operators."""

from segflux_cli.spec.declared.operators import OtherTrait
from segflux_cli.spec.yaml.parts import parts_in


def other_traits_in(part: object) -> tuple[str, ...]:
    """The names of all traits on the right of operators inside a part of a spec, each once, in order."""
    return tuple(sorted({other.name for other in parts_in(part, OtherTrait)}))
