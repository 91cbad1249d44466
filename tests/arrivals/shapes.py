"""The staging shapes as tables, one per source of a history."""

from dataclasses import dataclass

DAY = 86_400_000

_TIMES = "occurred_at Nullable(DateTime64(3, 'UTC')), arrived_at DateTime64(3, 'UTC'), arrival_order UInt64"
_WHOSE = "identifiers Array(Tuple(String, String)), first_seen_at Nullable(DateTime64(3, 'UTC'))"
COLUMNS = {
    "events": f"source String, event_id String, {_TIMES}, event_name String, {_WHOSE}, properties String",
    "traits": f"source String, {_TIMES}, {_WHOSE}, traits String",
    "identifiers": f"source String, {_TIMES}, {_WHOSE}",
}


@dataclass(frozen=True)
class Declared:
    """A source as `sources.yml` would declare it."""

    source: str
    shape: str
    look_back_seconds: int | None
    is_mutable: bool = False

    @property
    def table(self) -> str:
        """The raw table, which has the staging shape already."""
        return f"{self.source}__{self.shape}"

    @property
    def is_keyed(self) -> bool:
        """Whether its rows are versions of something that a key names."""
        return self.is_mutable and self.shape != "events" and self.look_back_seconds is not None

    @property
    def columns(self) -> str:
        """The columns of the raw table."""
        return COLUMNS[self.shape] + (", mutable_key String" if self.is_keyed else "")

    @property
    def read_table(self) -> str:
        """The raw table, or the view of the newest version of each of its rows, as a generated model has it."""
        return f"{self.table}__newest" if self.is_keyed else self.table

    def entry(self, relation: str) -> dict[str, object]:
        """What `declared_sources` says of it."""
        return {
            "source": self.source,
            "shape": self.shape,
            "model": f"stg_{self.table}",
            "look_back_seconds": self.look_back_seconds,
            "is_mutable": self.is_mutable,
            "traits": [{"name": "plan", "type": "text"}, {"name": "age", "type": "number"}],
            "relation": relation,
        }


SOURCES = (
    Declared("web", "events", 86_400),
    Declared("orders", "events", 86_400, is_mutable=True),
    Declared("legacy", "events", None),
    Declared("carts", "events", None, is_mutable=True),
    Declared("crm", "traits", 86_400),
    Declared("survey", "traits", None, is_mutable=True),
    Declared("contacts", "traits", 86_400, is_mutable=True),
    Declared("devices", "identifiers", 86_400),
    Declared("cards", "identifiers", None),
)
