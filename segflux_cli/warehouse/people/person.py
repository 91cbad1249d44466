"""One person as the identity tables know them: identifiers, nodes, numbers, ids."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.people.wanted import Wanted
from segflux_cli.warehouse.query import ask, ask_if_there

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_STORED = ("fct_events", "fct_traits")  # their rows keep the number of the profile that they came with


@dataclass(frozen=True)
class Person:
    """Everything that leads to one person; `values` are their identifiers as stored.

    `nobodys_nodes` are the identifiers that are ignored now under which rows with the person's numbers are stored.
    """

    identifiers: tuple[tuple[str, str], ...]
    nodes: tuple[int, ...]
    numbers: tuple[int, ...]
    nobodys_nodes: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The identifiers without their types."""
        return tuple(dict.fromkeys(value for _, value in self.identifiers))

    @property
    def profile_ids(self) -> tuple[str, ...]:
        """Every id that the person's profile has or ever had: each identifier may once have given it."""
        return tuple(f"{node:016x}" for node in self.nodes)


@dataclass(frozen=True)
class Profile:
    """A profile as it is now: its number inside this schema, and its public id."""

    number: int
    id: str


@dataclass(frozen=True)
class Forgotten:
    """An earlier erasure."""

    receipt: str
    forgotten_at: datetime
    nodes: tuple[int, ...]


def find_person(client: "Client", relations: Mapping[str, str], wanted: Wanted) -> Person | None:
    """The person of an identifier or a profile id; None if nobody has it; raises UsageError if several have."""
    found = _rows_of(client, relations, wanted)
    profiles = {row["profile_node"] for row in found}
    if len(profiles) > 1:
        types = ", ".join(sorted({row["identifier_type"] for row in found}))
        raise UsageError(
            f"{len(profiles)} people have this identifier, as {types}. Say which one is meant with --type."
        )
    return _whole_person(client, relations, profiles.pop(), found) if profiles else None


def find_profile(client: "Client", relations: Mapping[str, str], wanted: Wanted) -> Profile | None:
    """The profile of an identifier or a profile id; None if nobody has it; raises UsageError if several have."""
    sql = f"""
        select toUInt32(profile_number) as number, any(profile_id) as id, groupUniqArray(identifier_type) as types
        from {relations["dim_identifiers"]}
        where profile_number != 0 and (
            {wanted.condition}
            or profile_id = {{value:String}} and {{kind:String}} in ('', 'profile_id')
        )
        group by number
        union all
        select toUInt32(profile_number), profile_id, ['anonymous, before sign-in']
        from {relations["dim_profiles"]}
        where profile_id = {{value:String}} and {{kind:String}} in ('', 'profile_id')
            and profile_number not in (select profile_number from {relations["dim_identifiers"]})
    """
    found = ask(client, sql, wanted.parameters)
    if len(found) > 1:
        types = ", ".join(sorted({kind for row in found for kind in row["types"]}))
        raise UsageError(
            f"{len(found)} people have this identifier, as {types}. Say which one is meant with --type."
        )
    return Profile(int(found[0]["number"]), str(found[0]["id"])) if found else None


def find_forgotten(client: "Client", relations: Mapping[str, str], wanted: Wanted) -> Forgotten | None:
    """The erasure of an identifier that was forgotten already."""
    table = relations.get("forgotten_identifiers")
    if table is None:
        return None
    sql = f"""
        select receipt, min(forgotten_at) as at, groupUniqArray(node) as nodes
        from {table}
        where receipt in (select receipt from {table} where node in {{nodes:Array(UInt64)}})
        group by receipt
        order by at desc
        limit 1
    """
    for row in ask_if_there(client, sql, {"nodes": _possible_nodes(client, wanted)}):
        return Forgotten(row["receipt"], row["at"], tuple(sorted(row["nodes"])))
    return None


def hash_of(kind: str, value: str) -> str:
    """A hash by which whoever knows the identifier can tell that a receipt is about it."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()


def _rows_of(client: "Client", relations: Mapping[str, str], wanted: Wanted) -> list[dict[str, Any]]:
    sql = f"""
        select node, identifier_type, identifier_value, profile_node
        from {relations["dim_identifiers"]}
        where {wanted.condition}
            or profile_id = {{value:String}} and {{kind:String}} in ('', 'profile_id')
        union all
        select node, identifier_type, identifier_value, node as profile_node
        from {relations["int_identifiers_seen"]}
        where {wanted.condition}
            and node not in (select node from {relations["dim_identifiers"]})
    """
    return ask(client, sql, wanted.parameters)


def _whole_person(
    client: "Client", relations: Mapping[str, str], profile_node: int, found: Iterable[Mapping[str, Any]]
) -> Person:
    sql = f"""
        select node, identifier_type, identifier_value, profile_node
        from {relations["dim_identifiers"]}
        where profile_node = {{node:UInt64}}
        order by first_seen_at, node
    """
    rows = [*ask(client, sql, {"node": profile_node}), *found]
    own = tuple(dict.fromkeys([profile_node, *(row["node"] for row in rows)]))
    nodes = (*own, *_nodes_before_sign_in(client, relations, own))
    identifiers = dict.fromkeys((row["identifier_type"], row["identifier_value"]) for row in rows)
    numbers = _numbers(client, relations, nodes)
    return Person(tuple(identifiers), nodes, numbers, _nobodys_nodes(client, relations, numbers))


def _nodes_before_sign_in(
    client: "Client", relations: Mapping[str, str], nodes: tuple[int, ...]
) -> tuple[int, ...]:
    """The profiles of what these anonymous identifiers did before they signed in."""
    table = relations.get("int_identifiers_signed_in")
    if table is None:
        return ()
    sql = (
        f"select distinct before_node from {table} where node in {{nodes:Array(UInt64)}} order by before_node"
    )
    return tuple(int(row["before_node"]) for row in ask_if_there(client, sql, {"nodes": list(nodes)}))


def _numbers(client: "Client", relations: Mapping[str, str], nodes: tuple[int, ...]) -> tuple[int, ...]:
    sql = f"""
        select distinct profile_number
        from {relations["profile_numbers"]}
        where profile_node in {{nodes:Array(UInt64)}}
        order by profile_number
    """
    return tuple(int(row["profile_number"]) for row in ask(client, sql, {"nodes": list(nodes)}))


def _nobodys_nodes(
    client: "Client", relations: Mapping[str, str], numbers: tuple[int, ...]
) -> tuple[int, ...]:
    """Whose rows have these numbers and belong to nobody now; what is another's today has the number of before."""
    found: set[int] = set()
    for name in _STORED:
        table = relations.get(name)
        stored = f"select distinct node from {table} where profile_number in {{numbers:Array(UInt32)}}"
        sql = f"""
            select stored.node as node
            from ({stored}) as stored
            left anti join (
                select node
                from {relations["dim_identifiers"]}
                where node in ({stored})
            ) as owned
                on stored.node = owned.node
        """
        if table:
            found |= {int(row["node"]) for row in ask_if_there(client, sql, {"numbers": list(numbers)})}
    return tuple(sorted(found))


def _possible_nodes(client: "Client", wanted: Wanted) -> list[int]:
    sql = """
        select greatest(sipHash64(concat(pair.1, '\\0', pair.2)), toUInt64(1)) as node
        from (select arrayJoin(arrayZip({kinds:Array(String)}, {values:Array(String)})) as pair)
    """
    kinds, values = zip(*wanted.possible, strict=True)
    return [int(row["node"]) for row in ask(client, sql, {"kinds": list(kinds), "values": list(values)})]
