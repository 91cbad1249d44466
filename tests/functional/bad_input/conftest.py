"""One project whose every name and value is hostile and whose rows are partly useless, built once."""

import json
from pathlib import Path

import pytest

from segflux_cli.literals import spell_name, spell_text
from tests.dbt_projects import copied, execute, use_warehouse
from tests.functional.commands import call

# Of a table's name and its database's the engine allows about a hundred bytes, once they are escaped.
SHORT = "'\"`\\{{ x }}{%\n"
LONG = "'\"`\\{{ env_var('HOME') }}{% raw %}#} {0} %s -- */\nz"
DATABASE, TABLE = f"r{SHORT}", f"t{SHORT}"
COLUMNS = {name: f"{name}{LONG}" for name in ("id", "at", "user", "mail", "state", "property", "trait")}
BAD_ROWS = (
    ("1", "2026-10-01 10:00:00", "ann", "fine"),
    ("2", "2026-10-01 10:00:00", None, "no identifier"),
    ("3", "2026-10-01 10:00:00", "null", "no identifier"),
    ("4", "2026-02-30 10:00:00", "ann", "no readable time"),
    ("5", None, "ann", "no readable time"),
    ("6", "1903-10-01 10:00:00", "ann", "impossible time"),
    ("7", "2199-10-01 10:00:00", "ann", "impossible time"),
    ("8", "2026-10-01 10:00:00", "ann", "not UTF-8"),
)
BAD_COLUMNS = "id String, at Nullable(String), user Nullable(String), note String"
NOT_UTF8 = "unhex('FF61')"


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "it's a {{ project }}"
    folder.mkdir()
    assert call(folder, "init").exit_code == 0
    use_warehouse(folder)
    (folder / "segments/active_people.yml").unlink()
    (folder / "segments/odd '{{ x }}").mkdir()
    (folder / "segments/odd '{{ x }}/odd.yml").write_text(json.dumps(ODD, ensure_ascii=False))
    (folder / "sources.yml").write_text(json.dumps({"sources": SOURCES}, ensure_ascii=False))
    execute(folder, *hostile_tables())
    told = call(folder, "build")
    assert told.exit_code == 0, told.errors
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of the built project, to be spoiled."""
    return copied(built, tmp_path / "project")


def hostile_tables() -> list[str]:
    table = f"{spell_name(DATABASE)}.{spell_name(TABLE)}"
    columns = ", ".join(f"{spell_name(name)} String" for name in COLUMNS.values())
    return [
        f"create database {spell_name(DATABASE)}",
        f"create table {table} ({columns}) engine MergeTree order by tuple()",
        *(hostile_row(number) for number in range(9)),
        "create database raw",
        f"create table raw.bad ({BAD_COLUMNS}) engine MergeTree order by id",
        *(f"insert into raw.bad values {_values(row)}" for row in BAD_ROWS),
        "create table raw.empty (at DateTime, user String) engine MergeTree order by at",
    ]


def hostile_row(number: int) -> str:
    """Person 0 never paid, person 2 has no trait: only person 1 is in the segment."""
    person = number % 3
    values = (
        f"id{number}{LONG}",
        "2026-10-01 00:00:00",
        f"user{person}{LONG}",
        f"m{person}@example.org",
        f"paid{LONG}" if person else "open",
        f"value{LONG}",
        f"value{LONG}" if person < 2 else "",
    )
    spelled = ", ".join(spell_text(value) for value in values)
    return f"insert into {spell_name(DATABASE)}.{spell_name(TABLE)} values ({spelled})"


def person_0_pays(number: int) -> str:
    """Inserts an order of somebody whom the third makes a member."""
    values = (
        f"new{number}{LONG}",
        "2026-10-02 00:00:00",
        f"user0{LONG}",
        "m0@example.org",
        f"paid{LONG}",
        f"value{LONG}",
        f"value{LONG}",
    )
    spelled = ", ".join(spell_text(value) for value in values)
    return f"insert into {spell_name(DATABASE)}.{spell_name(TABLE)} values ({spelled})"


def members(folder: Path) -> set[str]:
    """Users in the one segment."""
    told = call(folder, "members", "odd", "--identifiers", "--format", "json")
    assert told.exit_code == 0, told.errors
    return {member["user_id"] for member in told.answer["members"]}


def _values(row: tuple[str, str | None, str | None, str]) -> str:
    spelled = ["null" if value is None else spell_text(value) for value in row]
    note = NOT_UTF8 if row[3] == "not UTF-8" else spelled[3]
    return f"({', '.join(spelled[:3])}, {note})"


SOURCES = [
    {
        "source": "shop",
        "kind": "events",
        "table": {"database": DATABASE, "table": TABLE},
        "at": COLUMNS["at"],
        "event_id": COLUMNS["id"],
        "event": {"column": COLUMNS["state"], "map": {f"paid{LONG}": f"order{LONG}"}},
        "identifiers": {"user_id": COLUMNS["user"], f"kind{LONG}": COLUMNS["mail"]},
        "properties": {f"property{LONG}": COLUMNS["property"]},
    },
    {
        "source": "crm",
        "kind": "traits",
        "table": {"database": DATABASE, "table": TABLE},
        "at": COLUMNS["at"],
        "identifiers": {"user_id": COLUMNS["user"]},
        "traits": {f"trait{LONG}": COLUMNS["trait"]},
    },
    {
        "source": "bad",
        "kind": "events",
        "table": "raw.bad",
        "at": "at",
        "event_id": "id",
        "event": "noted",
        "identifiers": {"user_id": "user"},
        "properties": ["note"],
    },
    {
        "source": "nothing",
        "kind": "events",
        "table": "raw.empty",
        "at": "at",
        "event": "nothing_happened",
        "identifiers": {"user_id": "user"},
    },
]
ODD = {
    "segment": "odd",
    "label": f"label{LONG}",
    "about": f"about{LONG}",
    "owner": f"owner{LONG}",
    "tags": [f"tag{LONG}"],
    "goal": {"metric": "conversion", "event": f"order{LONG}"},
    "who": [
        {"did": f"order{LONG}", "where": {f"property{LONG}": {"is": f"value{LONG}"}}, "at_least": "3 times"},
        {"trait": f"trait{LONG}", "is": [f"value{LONG}", "other"]},
    ],
}
