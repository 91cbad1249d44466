"""A provider as its YAML file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from segflux_cli.destinations.http.answers import Existing, RowReading
from segflux_cli.destinations.protocol import Limits, Operation
from segflux_cli.destinations.types import Option
from segflux_cli.spec.declared.syncs import Mode

FieldForm = Literal["json", "text", "with_values", "nested"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Call:
    """One request of an operation, made once for every `rows_at_once` rows; texts are templates."""

    method: Method
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    rows_at_once: int | None = None
    only: Literal["with_remote_id", "without_remote_id", "with_identifiers", "with_fields", "new", ""] = ""
    missing_is_done: bool = False
    rejects: RowReading | None = None
    remote_ids: RowReading | None = None
    exists: Existing | None = None
    not_found: str | None = None
    job: str = ""
    done: str = ""
    next: str = ""
    failed: str = ""


@dataclass(frozen=True)
class ListedReading:
    """Where an answer names members: `items`, and on each its id there and its identifiers by type."""

    items: str
    remote_id: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """How the provider tells who is in an audience, page after page.

    The next page is at an address (`next`), behind a `cursor`, or, when `is_counted`, after the members read
    so far. Where a page holds ids alone, `lookup` asks for the identifiers of those.
    """

    call: Call
    members: ListedReading
    next: str = ""
    cursor: str = ""
    is_counted: bool = False
    lookup: Call | None = None
    found: ListedReading | None = None


@dataclass(frozen=True)
class Failures:
    """Failures that the body tells of, whatever the status: expressions that are true for them."""

    again: str = ""
    refused: str = ""
    stopped: str = ""
    message: str = ""


@dataclass(frozen=True)
class ErrorsFile:
    """Where the answer to a poll says the file of errors is (`at`), how many it names, and how it is read."""

    at: str
    count: str
    rejects: RowReading


@dataclass(frozen=True)
class KnownBy:
    """What the provider calls an identifier type, and the rule that writes it."""

    called: str
    rule: str = "id"


@dataclass(frozen=True)
class Provider:
    """All that a provider's file says."""

    name: str
    about: str
    base_url: str
    modes: tuple[Mode, ...]
    limits: Limits
    match_on: Mapping[str, KnownBy]
    default_match_on: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    audience: tuple[Option, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    basic_auth: tuple[str, str] | None = None
    is_signed: bool = False
    is_shared: bool = False
    has_one_identity: bool = False
    takes_text: bool = False  # what it answers to a success need not be JSON
    fields: FieldForm = "json"
    reserved: tuple[str, ...] = ()  # templates of names that no field may have, beside those in bodies
    fields_in: tuple[str, ...] = ()  # words of `audience` that are in the calls by which fields are written
    failures: Failures = Failures()
    check: Call | None = None
    poll: Call | None = None
    poll_errors: Call | None = None  # made once a job is done, page after page
    errors_file: ErrorsFile | None = None  # fetched once a job is done
    operations: Mapping[Operation, tuple[Call, ...]] = field(default_factory=dict)
    listing: Listing | None = None
