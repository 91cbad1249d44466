"""A warehouse with what a sync reads, made without a build: a segment, profiles, identifiers, sync tables."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.sync.state.tables import OWN

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

ROOT = Path(__file__).parents[2]
SCHEMA = "acts"
SEGMENT = "regulars"

_READ = {
    f"seg_{SEGMENT}": "profile_id String",
    "seg_staff": "profile_id String",
    "dim_profiles": (
        "profile_id String, user_id Nullable(String), email Nullable(String), plan Nullable(String), "
        "spent Nullable(Float64), consent_email Nullable(String), first_seen_at Nullable(DateTime64(3, 'UTC'))"
    ),
    "dim_identifiers": (
        "node UInt64, identifier_type LowCardinality(String), identifier_value String, profile_id String, "
        "first_seen_at DateTime64(3, 'UTC')"
    ),
    "fct_segment_sizes": "segment String, as_of DateTime64(3, 'UTC'), size UInt64, verdict String",
    "listed_people": "email Nullable(String)",
}


def relations() -> dict[str, str]:
    """The relation of every table by model name."""
    return {name: f"`{SCHEMA}`.`{name}`" for name in (*_READ, *OWN)}


def prepare(client: "Client") -> Mapping[str, str]:
    """Creates every table, empty, and gives their relations."""
    client.command(f"create database if not exists {SCHEMA}")
    names = relations()
    for name, columns in _READ.items():
        client.command(
            f"create table if not exists {names[name]} ({columns}) engine = MergeTree order by tuple()"
        )
    for name in OWN:
        client.command(_created(name, names[name]))
    return names


def clear(client: "Client") -> None:
    """Takes away what syncs noted, and whom a test listed."""
    for name in (*OWN, "dim_identifiers", "listed_people", "seg_staff"):
        client.command(f"truncate table {relations()[name]}")


def _created(model: str, relation: str) -> str:
    """The table as dbt would create it."""
    session = load_macros(ROOT).session(target={"type": "chdb"})
    rendered = session.render((ROOT / "models" / "activation" / f"{model}.sql").read_text())
    given = rendered.config
    settings = given["settings"]
    assert isinstance(settings, Mapping)
    listed = ", ".join(f"{name} = {value}" for name, value in settings.items())
    ttl = f"ttl {given['ttl']}" if "ttl" in given else ""
    engine = given.get("engine", "MergeTree")
    return (
        f"create table if not exists {relation} engine = {engine} order by {given['order_by']} {ttl} "
        f"settings {listed} as {rendered.sql}"
    )


Person = tuple[int, str, str]  # number, address or '', plan


def set_people(client: "Client", people: Iterable[Person], members: Iterable[int]) -> None:
    """Replaces members and traits; identifiers are kept for ever, as the warehouse does."""
    listed = list(people)
    _replace(client, f"seg_{SEGMENT}", ", ".join(f"('{profile_id(number)}')" for number in members))
    rows = [
        f"('{profile_id(number)}', '{number}', {_text(email)}, {_text(plan)}, {number}, 'true', now())"
        for number, email, plan in listed
    ]
    _replace(client, "dim_profiles", ", ".join(rows))
    known = ", ".join(f"('{email}', '{profile_id(number)}')" for number, email, _ in listed if email)
    if known:
        table = relations()["dim_identifiers"]
        client.command(
            f"insert into {table} select sipHash64('email', '\\0', c1), 'email', c1, c2, now() "
            f"from values({known}) where c1 not in (select identifier_value from {table})"
        )


def _replace(client: "Client", name: str, values: str) -> None:
    client.command(f"truncate table {relations()[name]}")
    if values:
        client.command(f"insert into {relations()[name]} values {values}")


def _text(value: str) -> str:
    return f"'{value}'" if value else "null"


def profile_id(number: int) -> str:
    """A public id."""
    return f"{number:016x}"
