"""What every reader of a segment is given: where faults go, which names are known, which zone counts."""

from dataclasses import dataclass, field

from segflux_cli.spec.catalog import Catalog
from segflux_cli.spec.faults import Faults


@dataclass(frozen=True)
class Reading:
    """The surroundings of one segment; without a catalog no name is unknown."""

    faults: Faults
    time_zone: str = "UTC"
    catalog: Catalog = field(default_factory=Catalog)
