"""What a goal adds up, as SQL over one event, and how it spells what it is compared with."""

from segflux_cli.compiler.values.facets import facet
from segflux_cli.spec.conditions.paths import has_elements


def goal_measure(path: str) -> str:
    """The exact decimal that one event adds to a total; 0 where the property is no number."""
    if has_elements(path):
        return f"arraySum({facet(path, 'decimals').expression})"
    return f"ifNull({facet(path, 'decimal').expression}, toDecimal128(0, 6))"


def spell_mark(mark: float, metric: str) -> str:
    """A baseline or target as exactly as it was written; of a conversion a share of those who entered."""
    return f"{mark * 100:.12g}%" if metric == "conversion" else f"{mark:,.12g}"
