"""What a check finds, and what checks look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.warehouse.people.owned_tables import split_relation
from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.relations import STUDIES

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: what, why it matters, what to do. `mend` does it, where that is safe.

    A notice is told and may be as it should be: it ends no night.
    """

    check: str
    says: str
    matters: str
    advice: str
    mend: Callable[[], None] | None = field(default=None, compare=False)
    is_notice: bool = False


@dataclass(frozen=True)
class Patient:
    """A project, a target's warehouse, the relations of its last build's models, and those that are Segflux's own."""

    project: Path
    target: Target
    client: "Client"
    relations: Mapping[str, str]
    owned: Mapping[str, str]
    segments: frozenset[str]

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases that hold Segflux's own models, those of studies too."""
        found = {split_relation(relation)[0] for relation in self.owned.values()}
        return tuple(sorted({name for each in found for name in (each, f"{each}{STUDIES}")}))
