"""One project with people of whom everything is told apart, built once; its syncs go to a receiver over a socket."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from segflux_cli.literals import spell_text
from tests.activation.receiver import SECRET, Receiver, running_receiver
from tests.dbt_projects import execute, revive, rows_of, segflux_project
from tests.functional.commands import PROGRAM, Told, call

LEDGERS = ("sync_ledger", "sync_history", "sync_outbox", "sync_runs")
SOURCES = """\
sources:
  - source: crm
    kind: traits
    table: raw.people
    at: updated_at
    identifiers: {user_id: id, email: mail, phone: phone}
    traits: [full_name, city, state, consent_email]
"""
REGULARS = """\
segment: regulars
who: [{trait: state, is: regular}]
sync:
  - destination: hook
    match_on: [email, phone]
    send: {name: full_name, city: city}
    channel: email
"""


@dataclass(frozen=True)
class Someone:
    """A member; `consent` is the text of the trait, '' where there is none."""

    number: int
    consent: str = "true"
    has_mail: bool = True

    @property
    def mail(self) -> str:
        """An address that no other text of a run resembles; '' where there is none."""
        return f"quillfeather.{self.number}@zebedee.example" if self.has_mail else ""

    @property
    def phone(self) -> str:
        """A number in E.164."""
        return f"+4915177788{self.number:03}"

    @property
    def name(self) -> str:
        """With letters that JSON and addresses spell differently."""
        return f"Zoë Wißpelwey-{self.number}"

    @property
    def city(self) -> str:
        """Where nobody lives."""
        return f"Ballyquux {self.number}"


# Consent is asked for: who has said no, nothing, or something else than true is not sent.
CONSENTING = tuple(Someone(number) for number in range(1, 25))
OTHERS = (Someone(31, "false"), Someone(32, ""), Someone(33, "maybe"), Someone(34, "TRUE"))
EVERYBODY = (*CONSENTING, *OTHERS)


def _raw_people() -> str:
    rows = ", ".join(
        "('2026-04-01 10:00:00', " + ", ".join(map(spell_text, _values(each))) + ")" for each in EVERYBODY
    )
    columns = "updated_at, id, mail, phone, full_name, city, state, consent_email"
    typed = ", ".join(f"{name} String" for name in columns.split(", "))
    return (
        f"create table raw.people engine = MergeTree order by id as select * from values('{typed}', {rows})"
    )


def _values(each: Someone) -> tuple[str, ...]:
    return (f"u{each.number}", each.mail, each.phone, each.name, each.city, "regular", each.consent)


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    specs = {
        "segflux.yml": "time_zone: UTC\n",
        "sources.yml": SOURCES,
        "segments/regulars.yml": REGULARS,
        "destinations.yml": _destinations("http://127.0.0.1:9"),
    }
    folder = segflux_project(tmp_path_factory.mktemp("syncing"), specs)
    execute(folder, "create database raw", _raw_people())
    told = call(folder, "build")
    assert told.exit_code == 0, told.errors
    return folder


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    with running_receiver() as listening:
        yield listening


@pytest.fixture
def project(built: Path, receiver: Receiver) -> Path:
    """The project as if nothing had ever been synced; its hook is the receiver."""
    revive(built)
    (schema,) = next(iter(rows_of(built, "select database from system.tables where name = 'sync_ledger'")))
    execute(built, *(f"truncate table {schema}.{table}" for table in LEDGERS))
    (built / "destinations.yml").write_text(_destinations(receiver.url))
    return built


def _destinations(url: str) -> str:
    return f"""\
destinations:
  - destination: hook
    type: webhook
    url: {url}
    secret: {{env_var: HOOK_SECRET}}
    limits: {{rows: 8, at_once: 1, timeout: 60}}
"""


def start(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """`segflux` at work in a process of its own."""
    revive(project)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=project,
        env={**os.environ, "HOME": str(project)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sync(project: Path, *options: str) -> Told:
    """One `segflux sync`."""
    return call(project, "sync", *options, "--format", "json")
