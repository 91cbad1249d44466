"""Fills the demo's raw tables: the same numbers give the same rows."""

from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.query import ask, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_SOURCES = (
    "web_events",
    "app_events",
    "orders",
    "email_activity",
    "support_tickets",
    "crm_contacts",
    "survey_answers",
    "devices",
    "app_sign_ins",
)
_NOTE_BATCH = """
insert into raw.demo_batches
values ({batch:UInt16}, {as_of:DateTime64(3, 'UTC')}, {profiles:UInt32})
"""


def add_batch(client: "Client", profiles: int, as_of: datetime) -> int:
    """Draws the first batch, or an hour of new arrivals after it; gives the rows that were added."""
    batch, people = _next_batch(client, profiles)
    values = {"batch": batch, "profiles": people, "as_of": as_of}
    before = count_rows(client)
    run(client, _read("people"), values)
    for source in _SOURCES:
        run(client, _read(source), values)
    run(client, "drop table raw.demo_people")
    run(client, _NOTE_BATCH, values)
    return count_rows(client) - before


def _next_batch(client: "Client", profiles: int) -> tuple[int, int]:
    run(client, "create database if not exists raw")
    if not ask(client, "select name from system.tables where database = 'raw' and name = 'demo_batches'"):
        _refuse_foreign_tables(client)
        for statement in _read("tables").split(";\n"):
            run(client, statement)
    newest = ask(
        client, "select max(batch) as batch, max(profiles) as profiles, count() as c from raw.demo_batches"
    )[0]
    return (newest["batch"] + 1, newest["profiles"]) if newest["c"] else (0, profiles)


def _refuse_foreign_tables(client: "Client") -> None:
    names = [f"'{name}'" for name in _SOURCES]
    found = ask(
        client, f"select name from system.tables where database = 'raw' and name in ({', '.join(names)})"
    )
    if found:
        taken = ", ".join(f"raw.{row['name']}" for row in found)
        raise UsageError(
            f"The warehouse already holds {taken}, which the demo would write to. "
            "Run `segflux demo` in an empty folder."
        )


def count_rows(client: "Client") -> int:
    """How many rows the demo's raw tables hold."""
    counts = " + ".join(f"(select count() from raw.{name})" for name in _SOURCES)
    return int(ask(client, f"select {counts} as rows")[0]["rows"])


def _read(name: str) -> str:
    return (files("segflux_cli.demo") / "raw" / f"{name}.sql").read_text(encoding="utf-8")
