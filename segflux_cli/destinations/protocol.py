"""What every destination is, and what passes between it and the engine.

A destination is one class in one module. It sends batches and says what came of each row; it never
sees the ledger. Its failures are types (`destinations/failures.py`), never messages to inspect.

Two kinds fit. One takes `rows`: the engine reads a batch from the outbox and the class sends it, over
HTTP say. The other takes a `select`: the batch stays in the warehouse, and the class writes it with
one `insert into function … select …`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

# add, remove: of an audience. upsert, clear: the fields of a person. replace: rows of a whole new content.
Operation = Literal["add", "remove", "upsert", "clear", "replace"]


@dataclass(frozen=True)
class Limits:
    """How much a destination takes: rows and bytes a batch, batches at once, requests in a time."""

    rows: int = 1_000
    removed_rows: int | None = None  # a batch of `remove` or `clear`, where that is smaller
    bytes: int | None = None  # of the payloads of a batch; the class itself checks what it rendered
    at_once: int = 4
    requests: int | None = None
    seconds: float = 1.0
    timeout: float = 60.0  # seconds within which `send` ends, well or badly; the engine gives up then


@dataclass(frozen=True)
class Identity:
    """An identifier type of the warehouse that the destination knows people by.

    `normal_form` is a ClickHouse expression of `value`: two values of one normal form are one person
    there, and '' means that the value is not valid. `sent_as` is an expression of the normal form, now
    called `value`: what the payload holds, such as a hash.
    """

    type: str
    normal_form: str = "trimBoth(value)"
    sent_as: str = "value"


@dataclass(frozen=True)
class Capabilities:
    """What an opened destination can do."""

    operations: frozenset[Operation]
    limits: Limits
    takes: Literal["rows", "select"] = "rows"
    identities: tuple[Identity, ...] = ()  # of the types in `match_on`; others are sent as they are
    tells_new: bool = False  # rows must say who is new
    can_list: bool = False  # `list_members` tells who is there, as mode mirror needs unless it can replace


@dataclass(frozen=True)
class Field:
    """A field of `send`: its name there, and the ClickHouse type its value has in the warehouse."""

    name: str
    type: str


@dataclass(frozen=True)
class Row:
    """One person of a batch: identifiers by type, fields by name (`None` clears); no field on removal.

    `is_new` tells who enters from whose fields changed, for destinations with `tells_new`. After a run that died
    nobody knows whom it reached: whoever entered in it is new again.
    """

    key: str
    profile_id: str
    ids: Mapping[str, str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    remote_id: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class Select:
    """A query of a batch's rows and the values bound in it.

    Columns: key, profile_id, remote_id (String), ids (JSON object of type to value), fields (JSON object).
    """

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Batch:
    """Rows of one operation; `rows` is empty for a destination that takes a select.

    Sent again after a failure, a batch keeps its `idempotency_key`.
    """

    operation: Operation
    idempotency_key: str
    size: int
    rows: tuple[Row, ...] = ()
    select: Select | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a batch, by key: every row that is not rejected was accepted.

    Reasons hold no personal data. With a `job` the rows are accepted for now, and `poll` tells the rest. Where
    that does not tell what came of the rows that it does not reject, `again` says why they must be sent again.
    """

    rejected: Mapping[str, str] = field(default_factory=dict)
    remote_ids: Mapping[str, str] = field(default_factory=dict)
    job: str = ""
    again: str = ""


@dataclass(frozen=True)
class RemoteMember:
    """A person whom the destination holds; ids in the form that it keeps, by type."""

    ids: Mapping[str, str]
    remote_id: str = ""


@dataclass(frozen=True)
class Page:
    """Some of those whom the destination holds, and what to ask for the others by; '' after the last."""

    members: Sequence[RemoteMember]
    next: str = ""


class Warehouse(Protocol):
    """The user's ClickHouse, as far as a destination may use it; statements run one at a time."""

    async def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
        """Runs a statement; `values` stand in it as `{name:Type}`; raises WarehouseError."""

    async def ask(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Mapping[str, Any]]:
        """The rows of a query."""

    def spell_text(self, text: str) -> str:
        """The text as a literal, in which nothing can end it."""

    def spell_name(self, name: str) -> str:
        """The name of a table or column, quoted."""


class Destination(Protocol):
    """An opened destination; every method may raise a DestinationError, and nothing else."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as configured."""

    async def is_empty(self) -> bool:
        """Whether nobody at all is there, asked without changing anything; False where that is not known."""

    async def check(self) -> None:
        """Ends if credentials and target are good, before anything is planned; raises StoppedError."""

    async def send(self, batch: Batch) -> Outcome:
        """Carries out a batch. Carrying it out twice must leave what once leaves."""

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """What became of a job and its rows; None while it runs."""

    async def list_members(self, page: str = "") -> Page:
        """Whom the destination holds in this audience, a page at a time; only with `can_list`."""

    async def begin_replacing(self) -> None:
        """Makes room for a new content, discarding an unfinished one; only with `replace`."""

    async def finish_replacing(self) -> None:
        """Puts the new content in place of the old one, in one step; asked again, it leaves the new one there."""

    async def close(self) -> None:
        """Lets connections go."""


class BaseDestination:
    """What a destination without jobs, listing or replacing inherits."""

    async def is_empty(self) -> bool:
        """Nobody knows."""
        return False

    async def check(self) -> None:
        """Nothing to check."""

    async def poll(self, job: str, batch: Batch) -> Outcome | None:
        """There are no jobs: what was sent was accepted."""
        del job, batch
        return Outcome()

    async def list_members(self, page: str = "") -> Page:
        """Nobody is known here."""
        raise NotImplementedError

    async def begin_replacing(self) -> None:
        """Contents are not replaced here."""
        raise NotImplementedError

    async def finish_replacing(self) -> None:
        """Contents are not replaced here."""
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is open."""
