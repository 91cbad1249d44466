"""Who is named on the command line is found as identity.yml has the identifier stored, however it is typed."""

from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.live.identifier_forms import wanted_identifier
from segflux_cli.live.warehouse_macros import declared_variables
from segflux_cli.warehouse.people.person import find_forgotten, find_person, find_profile
from segflux_cli.warehouse.people.sources_left import rows_in_sources

_IDENTITY = """
types:
  - {type: user_id}
  - {type: phone, clean: [trim, e164], region: DE}
  - {type: device_id}
"""
_TABLES = {
    "int_identifiers_seen": """
        select greatest(sipHash64(concat(type, '\\0', value)), toUInt64(1)) as node, type as identifier_type,
            value as identifier_value
        from values('type String, value String', ('user_id', 'ada'), ('phone', '+491701234567'), ('device_id', 'D-7'))
    """,
    "dim_identifiers": """
        select *, now() as first_seen_at, '0000000000000001' as profile_id, toUInt64(1) as profile_node,
            toUInt32(7) as profile_number
        from int_identifiers_seen
    """,
    "dim_profiles": "select toUInt32(7) as profile_number, '0000000000000001' as profile_id",
    "profile_numbers": "select toUInt32(7) as profile_number, toUInt64(1) as profile_node",
    "forgotten_identifiers": "select node, 'r1' as receipt, now() as forgotten_at from int_identifiers_seen",
    "dim_sources": """
        select 'shop' as source, 'events' as shape, 'stg_shop' as model, 0 as look_back_seconds, false as is_mutable
    """,
    "stg_shop": """
        select [('phone', spelled)] as identifiers
        from values('spelled String', ' 0170 1234567', '0170/1234567', '0170 7654321')
    """,
}
_RELATIONS = {name: f"`wanted`.`{name}`" for name in _TABLES}


@pytest.fixture(scope="module")
def project(client: Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wanted")
    (folder / "identity.yml").write_text(_IDENTITY)
    (folder / "dbt_project.yml").write_text("name: wanted\n")
    client.command("create database wanted")
    for name, sql in _TABLES.items():
        own = sql.replace("from int_", "from wanted.int_")
        client.command(f"create table {_RELATIONS[name]} engine MergeTree order by tuple() as {own}")
    return folder


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("+49 170 1234567", None), ("0170/1234567", "phone"), (" D-7", None), ("d-7", None), ("ada", "phone")],
)
def test_an_identifier_is_found_as_it_is_stored(
    client: Client, project: Path, typed: str, kind: str | None
) -> None:
    is_known = (typed, kind) not in (("d-7", None), ("ada", "phone"))
    wanted = wanted_identifier(client, project, typed, kind)
    profile = find_profile(client, _RELATIONS, wanted)
    assert (profile is not None) == is_known
    person = find_person(client, _RELATIONS, wanted)
    assert (person.numbers if person else ()) == ((7,) if is_known else ())
    assert (find_forgotten(client, _RELATIONS, wanted) is not None) == is_known


def test_rows_of_sources_are_told_however_they_spell_it(client: Client, project: Path) -> None:
    person = find_person(client, _RELATIONS, wanted_identifier(client, project, "ada", None))
    assert person is not None
    macros = load_macros(project_files()).session(variables=declared_variables(project))
    nodes = str(macros.call("nodes", "identifiers"))
    assert rows_in_sources(client, _RELATIONS, person, nodes) == {"shop (events)": 2}
