"""What every reader of a segment is given: where faults go, which names are known, which zone counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.population import CELLS, Scores
from segflux_cli.spec.yaml.faults import Faults


@dataclass(frozen=True)
class Reading:
    """The surroundings of one segment; without a catalog no name is unknown."""

    faults: Faults
    time_zone: str = "UTC"
    catalog: Catalog = field(default_factory=Catalog)
    cells: Mapping[str, Scores] = field(default_factory=lambda: CELLS)
    allows_sql: bool = False
