"""An erasure from the question who to the receipt."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli import __version__
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import UsageError, WarehouseError
from segflux_cli.live.identifier_forms import wanted_identifier
from segflux_cli.live.warehouse_macros import declared_variables
from segflux_cli.warehouse.builds.lease import Claim, held_lease, refuse_live
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.people.at_destinations import places_of
from segflux_cli.warehouse.people.erasure import (
    Erased,
    count_person,
    erase_person,
    find_traces,
    is_searched_as_text,
)
from segflux_cli.warehouse.people.owned_tables import OwnedTable, owned_tables
from segflux_cli.warehouse.people.person import Forgotten, Person, find_forgotten, find_person, hash_of
from segflux_cli.warehouse.people.sources_left import remove_rejected, rows_in_sources
from segflux_cli.warehouse.people.tombstones import remove_tombstones, write_tombstones
from segflux_cli.warehouse.profiles import Target, read_target
from segflux_cli.warehouse.relations import read_owned, read_relations

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Tell = Callable[[str], None]
_OWN_TOOLS = ("dim_identifiers", "int_identifiers_seen", "profile_numbers", "forgotten_identifiers")


@dataclass(frozen=True)
class ForgetRequest:
    """Whom to forget: an identifier, of a type or of any.

    `allows_return` leaves no tombstone, so that a later build may load the person again; `leaves_destinations` erases
    people who are still at a destination.
    """

    project: Path
    target: str | None
    identifier: str
    kind: str | None = None
    allows_return: bool = False
    leaves_destinations: bool = False


@dataclass(frozen=True)
class Receipt:
    """What an erasure did, without personal data: the person is told by hashes only."""

    receipt: str
    forgotten_at: datetime
    identifier_hashes: tuple[str, ...]
    tables: tuple[Erased, ...]
    rejected_rows: int
    tombstones: int
    traces: Mapping[str, int]
    short_identifiers: int
    in_sources: Mapping[str, int]
    segflux: str = __version__

    def as_json(self) -> dict[str, Any]:
        """For a file, and for machines."""
        at = self.forgotten_at.astimezone(UTC).isoformat()
        return {**asdict(self), "forgotten_at": at, "is_proven": not self.traces}


@dataclass
class Erasure:
    """A person found, and the tables they may stand in."""

    request: ForgetRequest
    client: "Client"
    relations: Mapping[str, str]
    tables: tuple[OwnedTable, ...]
    person: Person | None
    forgotten: Forgotten | None
    places: tuple[str, ...] = field(default=())

    def counts(self) -> tuple[Erased, ...]:
        """What would go; raises UsageError where nobody has the identifier."""
        if self.person is None:
            raise UsageError(_nobody(self.request))
        return count_person(self.client, self.tables, self.person)

    def run(self, tell: Tell) -> Receipt:
        """Erases and proves; the receipt is written beside the project's other notes."""
        if self.person is None:
            raise UsageError(_nobody(self.request))
        self._refuse_at_destinations()
        receipt = self._erase(self.person, tell)
        path = self.request.project / ".segflux" / "receipts" / f"{receipt.receipt}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(receipt.as_json(), indent=1))
        return receipt

    def _erase(self, person: Person, tell: Tell) -> Receipt:
        receipt, tombstones = str(uuid.uuid4()), self.relations["forgotten_identifiers"]
        remove_tombstones(self.client, tombstones, person)
        if not self.request.allows_return:
            write_tombstones(self.client, tombstones, person, receipt)
        tell("looking through rejected rows")
        macros = load_macros(project_files()).session(variables=declared_variables(self.request.project))
        rejected = remove_rejected(self.client, self.relations, person, _arrived(macros))
        tables = erase_person(self.client, self.tables, person, tell)
        tell("looking for what is left")
        return Receipt(
            receipt,
            datetime.now(UTC),
            tuple(hash_of(kind, value) for kind, value in person.identifiers),
            tables,
            rejected,
            0 if self.request.allows_return else len(person.nodes),
            find_traces(self.client, self.tables, person),
            sum(not is_searched_as_text(value) for value in person.values),
            rows_in_sources(self.client, self.relations, person, str(macros.call("nodes", "identifiers"))),
        )

    def _refuse_at_destinations(self) -> None:
        if self.places and not self.request.leaves_destinations:
            raise WarehouseError(
                f"The person is still at {', '.join(self.places)}, and only these tables know it. Nothing was erased. "
                "Take them out there first (a sync that excludes them removes them), or erase with "
                "--leave-destinations and remove them there by hand."
            )


@contextmanager
def erasure(request: ForgetRequest, *, changes: bool) -> Iterator[Erasure]:
    """The person and the tables; with `changes`, builds are kept out and a sync at work is refused."""
    target = read_target(request.project, request.target)
    with _kept_out(target, changes=changes):
        client = connect(target)
        try:
            if changes:
                refuse_live(client, target.schema, "sync ")
            yield _find(client, request, target)
        finally:
            client.close()


@contextmanager
def _kept_out(target: Target, *, changes: bool) -> Iterator[None]:
    if not changes:
        yield
        return
    with held_lease(target, Claim("build", "`segflux forget`")):
        yield


def _find(client: "Client", request: ForgetRequest, target: Target) -> Erasure:
    relations, owned = read_relations(request.project, target), read_owned(request.project, target)
    missing = [name for name in _OWN_TOOLS if name not in relations]
    if missing:
        raise UsageError(f"The last build was without {', '.join(missing)}. Run `segflux build` first.")
    wanted = wanted_identifier(client, request.project, request.identifier, request.kind)
    person, forgotten = find_person(client, relations, wanted), find_forgotten(client, relations, wanted)
    places = places_of(client, relations, person) if person else ()
    return Erasure(request, client, relations, owned_tables(client, owned), person, forgotten, places)


def _nobody(request: ForgetRequest) -> str:
    kind = f" of type {request.kind}" if request.kind else ""
    return (
        f'Nobody has the identifier "{request.identifier}"{kind} in this warehouse; nothing was erased. '
        "Give it as the source has it, or a profile id as `segflux members` shows it."
    )


def _arrived(macros: MacroSession) -> Callable[[Mapping[str, Any]], str]:
    run = {"run_id": "forget", "started_at": int(datetime.now(UTC).timestamp() * 1000)}

    def query(source: Mapping[str, Any]) -> str:
        macro = "arrived_events_sql" if source["shape"] == "events" else "arrived_traits_sql"
        return str(macros.call(macro, source, "true", run))

    return query
