"""People as they were told apart at a past instant, for whatever reads the tables of a build.

    with identity_then(project, target, client, relations) as then:
        relations = then.at(datetime(2026, 5, 1, tzinfo=UTC))

What `at` gives stands in the place of the relations of the build until the next `at`, or the end.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.compiler.rendering.dbt_context import Relation
from segflux_cli.compiler.rendering.macros import MacroSession
from segflux_cli.errors import UsageError
from segflux_cli.live.warehouse_macros import warehouse_macros
from segflux_cli.spec.times.zones import milliseconds_of
from segflux_cli.warehouse.builds.lease import Claim, held_lease
from segflux_cli.warehouse.builds.lease_table import STUDY_LEASE
from segflux_cli.warehouse.grants import may
from segflux_cli.warehouse.people.owned_tables import split_relation
from segflux_cli.warehouse.profiles import Target
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_BESIDE = (
    "int_identity_overrides"  # a view: no build clears what lies beside it, doctor and forget find it there
)


class IdentityThen:
    """Decides over one connection who was one person."""

    def __init__(self, client: "Client", session: MacroSession, relations: Mapping[str, str]) -> None:
        self._session, self._relations = session, relations
        self._scratch = Relation(*split_relation(relations[_BESIDE]))
        self._client = client

    def at(self, moment: datetime) -> Mapping[str, str]:
        """The relations with the people of an instant; in those of an earlier call there is nothing any more."""
        of_build = {
            "identifiers": "int_identifiers_seen",
            "links": "int_links_seen",
            "overrides": "int_identity_overrides",
            "people": "dim_identifiers",
            "numbers": "profile_numbers",
            "nodes": "profile_node_overrides",
            "events": "int_events_resolved",
            "traits": "int_traits_resolved",
        }
        tables: dict[str, object] = {name: self._relations[model] for name, model in of_build.items()}
        run = {"run_id": uuid.uuid4().hex}
        made: Any = self._session.call(
            "identity_as_of", {**tables, "scratch": self._scratch}, run, milliseconds_of(moment)
        )
        return {**self._relations, **{name: str(relation) for name, relation in made.items()}}

    def first_seen_at(self) -> datetime | None:
        """When Segflux saw its first identifier; before, there was nobody. None where it never saw any."""
        _, rows = fetch(
            self._client,
            f"select minOrNull(first_seen_at) from {self._relations['int_identifiers_seen']}",
        )
        found: datetime | None = rows[0][0]
        return found

    def refuse_before_anybody(self, moment: datetime) -> None:
        """Raises UsageError for an instant at which there was nobody."""
        first = self.first_seen_at()
        if first is None or moment < first.replace(tzinfo=UTC):
            since = f"before {first:%Y-%m-%d %H:%M:%S} UTC" if first else "yet"
            raise UsageError(
                f"Segflux had seen nobody {since}. Choose a later instant, or let sources say in `first_seen_at` "
                "since when they know an identifier (docs/sources.md)."
            )

    def drop(self) -> None:
        """Drops what was made."""
        self._session.call("drop_leftovers", self._scratch)


@contextmanager
def identity_then(
    project: Path, target: Target, client: "Client", relations: Mapping[str, str]
) -> Iterator[IdentityThen]:
    """Whoever was one person, at instants to be asked for; one study at a time, for its tables have one name."""
    schema, _ = split_relation(relations[_BESIDE])
    if not may(client, "CREATE TABLE", schema):
        raise UsageError(
            f"People as they were are decided in scratch tables, and this user may not create tables in {schema}. "
            "Name a target of another user with --target."
        )
    with held_lease(target, Claim(STUDY_LEASE, "a study of people as they were")):
        then = IdentityThen(client, warehouse_macros(project, target, client), relations)
        try:
            yield then
        finally:
            then.drop()


@contextmanager
def people_at(
    project: Path, target: Target, client: "Client", relations: Mapping[str, str], moment: datetime | None
) -> Iterator[Mapping[str, str]]:
    """The relations with the people of an instant; those of the build where none is asked for."""
    if moment is None:
        yield relations
        return
    with identity_then(project, target, client, relations) as then:
        then.refuse_before_anybody(moment)
        yield then.at(moment)
