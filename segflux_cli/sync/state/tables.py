"""The tables of the warehouse that a sync reads and writes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from segflux_cli.errors import UsageError
from segflux_cli.sync.state.carried import CarriedSync

OWN = ("sync_ledger", "sync_history", "sync_outbox", "sync_runs")
# A million rows in one block, which is the default, are held twice while they are sorted.
SMALL_BLOCKS = "settings min_insert_block_size_rows = 100000"
LARGE_QUERY = (
    "settings max_query_size = 1000000000"  # rows of a batch or of a page stand in it as one literal
)
_READ = ("dim_profiles", "dim_identifiers", "fct_segment_sizes")


@dataclass(frozen=True)
class Tables:
    """Relations by model name, quoted as SQL wants them."""

    relations: Mapping[str, str]

    def __post_init__(self) -> None:
        missing = [name for name in (*OWN, *_READ) if name not in self.relations]
        if missing:
            raise UsageError(
                f"The last build made no {', '.join(missing)}: run `segflux build` once, then sync again."
            )

    def __getitem__(self, model: str) -> str:
        if model not in self.relations:
            raise UsageError(f"The last build made no {model}: run `segflux build`, then sync again.")
        return self.relations[model]

    def members(self, segment: str) -> str:
        """The members of a segment."""
        return self[f"seg_{segment}"]

    def scratch(self, sync: CarriedSync, what: str) -> str:
        """A table of one sync's run, beside the ledger; an interrupted run's is in its place."""
        schema, dot, _ = self["sync_outbox"].rpartition(".")
        digest = hashlib.sha256(sync.name.encode()).hexdigest()[:16]
        return f"{schema}{dot}`_sync_{what}_{digest}`"
