"""The grants of docs/production.md, word by word, on ClickHouse's own access control: each role does its work."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import clickhouse_connect
import pytest
import yaml
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.relations import read_relations
from tests.activation.receiver import SECRET, running_receiver
from tests.dbt_projects import segflux_project
from tests.functional.commands import WITHOUT_TESTS, Told, call
from tests.gateway.process import RunningGateway
from tests.gateway.roles import role_grants, write_users

pytestmark = pytest.mark.server_only(reason="roles are a server's")
DOCUMENT = Path(__file__).parents[2] / "docs" / "production.md"
RAW = (
    "create database raw",
    """create table raw.people (updated_at DateTime, id String, mail String, state String)
    engine = MergeTree order by id""",
    """insert into raw.people
    select '2026-04-01', toString(number), concat(toString(number), '@x.example'), 'regular' from numbers(20)""",
)
SPECS = {
    "segflux.yml": "time_zone: UTC\n",
    "sources.yml": """\
sources:
  - source: crm
    kind: traits
    table: raw.people
    at: updated_at
    identifiers: {user_id: id, email: mail}
    traits: [state]
""",
    "segments/regulars.yml": "segment: regulars\nwho: [{trait: state, is: regular}]\n"
    "sync: [{destination: hook, match_on: [email], send: {state: state}}]\n",
    "destinations.yml": "destinations: [{destination: hook, type: webhook, url: 'http://127.0.0.1:9', "
    "secret: {env_var: HOOK_SECRET}}]\n",
}
As = Callable[[str], RunningGateway]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return segflux_project(tmp_path_factory.mktemp("roles"), SPECS)


@pytest.fixture(scope="module")
def acting(project: Path) -> Iterator[As]:
    """Makes the server know its user under one role, '' for all rights."""
    (block,) = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    roles = role_grants([statement.strip() for statement in block.split(";\n") if statement.strip()])
    assert set(roles) == {"segflux_dbt", "segflux_sync", "segflux_bi"}
    running: list[RunningGateway] = []

    def act(role: str) -> RunningGateway:
        for gateway in running:
            gateway.stop()
        config = write_users(project, roles, role)
        running.append(RunningGateway(project / "server", config=config))
        output = {"type": "clickhouse", "host": "127.0.0.1", "port": running[-1].port, "user": "default"}
        outputs = {"tested": {**output, "schema": "segflux", "threads": 2}}
        profile = {"segflux": {"target": "tested", "outputs": outputs}}
        (project / "profiles.yml").write_text(yaml.safe_dump(profile))
        return running[-1]

    yield act
    for gateway in running:
        gateway.stop()


def client_of(gateway: RunningGateway) -> Client:
    return clickhouse_connect.get_client(host="127.0.0.1", port=gateway.port)


def clean(told: Told) -> Told:
    assert told.exit_code == 0, told.text + told.errors
    return told


@pytest.fixture(scope="module")
def built(project: Path, acting: As) -> Path:
    """The project, built twice by the role of dbt alone."""
    with client_of(acting("")) as client:
        for statement in RAW:
            client.command(statement)
    acting("segflux_dbt")
    clean(call(project, "build", **WITHOUT_TESTS))
    clean(call(project, "build"))
    return project


def test_dbt_builds_from_nothing_and_has_every_right_that_the_doctor_asks_for(built: Path) -> None:
    assert "Nothing is wrong" in call(built, "doctor").text


def test_sync_carries_the_members_and_may_write_nothing_else(
    built: Path, acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = acting("segflux_sync")
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    with running_receiver() as receiver:
        destinations = built / "destinations.yml"
        destinations.write_text(SPECS["destinations.yml"].replace("http://127.0.0.1:9", receiver.url))
        clean(call(built, "sync"))
    assert len(receiver.members) == 20
    with client_of(gateway) as client, pytest.raises(DatabaseError, match="Not enough privileges"):
        client.command("insert into segflux_segments.fct_segment_bitmaps (segment) values ('regulars')")


def test_who_may_not_see_a_table_is_told_the_grant(built: Path, acting: As) -> None:
    acting("segflux_sync")
    told = call(built, "probe")
    assert told.exit_code == 3
    assert "this user may not see it: grant select on raw.* to <user>" in told.errors
    rights = call(built, "doctor").text
    assert "grant SELECT, INSERT, CREATE TABLE" in rights
    assert " on segflux_events.* to <user>" in rights


def test_bi_reads_every_segment_table_and_nothing_personal(built: Path, acting: As) -> None:
    tables = {**read_relations(built, read_target(built)), "people": "raw.people"}
    with client_of(acting("segflux_bi")) as client:
        seen = {name for name, relation in tables.items() if _may_read(client, relation)}
        assert client.query("select count() from segflux_segments.seg_regulars").result_rows == [(20,)]
    assert "fct_segment_performance" in seen
    wanted = {name for name in tables if name.startswith(("seg_", "fct_segment_")) or name == "dim_segments"}
    assert wanted <= seen
    assert not {"people", "stg_crm__traits", "dim_profiles", "dim_identifiers", "fct_traits"} & seen


def _may_read(client: Client, relation: str) -> bool:
    try:
        client.command(f"select * from {relation} limit 1 format Null")
    except DatabaseError as error:
        if "Not enough privileges" in str(error):
            return False
        raise
    return True
