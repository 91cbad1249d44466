"""dbt's own commands work on the warehouse."""

from pathlib import Path

import pytest

from segflux_cli.dbt_runner import Progress, run_dbt
from tests.dbt_projects import FOLDER, rows_of, write_project

TABLE = "{{ config(materialized='table', order_by='x') }} "
MODELS = {
    "models/numbered.sql": TABLE + "select number as x from numbers(10)",
    "models/seen.sql": "select x from {{ ref('numbered') }} where x < 5",
    "models/grown.sql": (
        "{{ config(materialized='incremental', incremental_strategy='append', order_by='x') }} "
        "select x from {{ ref('seen') }}"
    ),
    "models/models.yml": (
        "models:\n"
        "  - name: numbered\n"
        "    columns: [{name: x, data_tests: [unique, not_null]}]\n"
        "unit_tests:\n"
        "  - name: only_small_ones\n"
        "    model: seen\n"
        "    given: [{input: ref('numbered'), rows: [{x: 4}, {x: 5}]}]\n"
        "    expect: {rows: [{x: 4}]}\n"
    ),
    "seeds/colors.csv": "name,code\nred,1\nblue,2\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path / "project", MODELS)


def test_every_command_works(project: Path) -> None:
    told: list[Progress] = []
    built = run_dbt(["build"], project=project, on_progress=told.append)
    assert built.succeeded, built
    assert {node.status for node in built.nodes} == {"success", "pass"}
    assert (told[-1].done, told[-1].total) == (len(built.nodes), len(built.nodes))
    for command in (
        ["build"],
        ["test"],
        ["compile"],
        ["show", "--select", "seen"],
        ["docs", "generate"],
        ["build", "--full-refresh"],
    ):
        assert run_dbt(command, project=project).succeeded, command
    assert (project / "target/catalog.json").is_file()
    assert rows_of(project, "select count() from tiny.grown") == [(5,)]


def test_a_run_that_broke_is_retried_from_where_it_broke(project: Path) -> None:
    broken = project / "models/broken.sql"
    broken.write_text("select missing from {{ ref('numbered') }}")
    first = run_dbt(["build"], project=project)
    assert not first.succeeded
    assert [node.name for node in first.failed_nodes] == ["broken"]
    assert "missing" in first.failed_nodes[0].message
    broken.write_text("select x from {{ ref('numbered') }}")
    second = run_dbt(["retry"], project=project)
    assert second.succeeded
    assert [node.name for node in second.nodes] == ["broken"]


@pytest.mark.embedded_only(reason="about the engine in the process")
def test_one_process_builds_two_warehouses_in_turn(tmp_path: Path) -> None:
    for name in ("first", "second", "first"):
        project = write_project(tmp_path / name, MODELS)
        assert run_dbt(["run"], project=project).succeeded
        assert rows_of(project, "select count() from tiny.numbered") == [(10,)]


@pytest.mark.embedded_only(reason="about the engine in the process")
def test_a_relative_path_starts_at_the_project(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_dbt(["debug"], project=project).succeeded
    assert (project / FOLDER).is_dir()
    assert Path.cwd() == tmp_path
    assert not (tmp_path / FOLDER).exists()


CLUSTER = """<clickhouse>
    <tcp_port>9000</tcp_port>
    <remote_servers><warehouses><shard><replica>
        <host>127.0.0.1</host><port>9000</port>
    </replica></shard></warehouses></remote_servers>
</clickhouse>
"""


@pytest.mark.embedded_only(reason="about the engine in the process")
def test_a_cluster_and_its_grants_are_left_to_the_server(tmp_path: Path) -> None:
    granted = "{{ config(materialized='view', grants={'select': ['bi']}) }} select 1 as x"
    files = {"models/granted.sql": granted, "cluster.xml": CLUSTER}
    project = write_project(tmp_path, files, cluster="warehouses", config_file="cluster.xml")
    outcome = run_dbt(["run"], project=project)
    assert outcome.succeeded, outcome
    assert "/* on cluster */" in (project / "target/run/tiny/models/granted.sql").read_text()


def test_a_ledger_table_can_be_written_through_to_the_disk(tmp_path: Path) -> None:
    ledger = (
        "{{ config(materialized='incremental', incremental_strategy='append', order_by='x', "
        "settings={'fsync_after_insert': 1, 'fsync_part_directory': 1}) }} select 1 as x"
    )
    project = write_project(tmp_path, {"models/ledger.sql": ledger})
    assert run_dbt(["run"], project=project).succeeded
    [(created,)] = rows_of(project, "show create table tiny.ledger")
    assert "fsync_after_insert = 1" in created
    assert "fsync_part_directory = 1" in created


@pytest.mark.embedded_only(reason="about the engine in the process")
def test_dropped_tables_go_at_once(project: Path) -> None:
    for _ in range(2):
        assert run_dbt(["run"], project=project).succeeded
    assert rows_of(project, "select count() from system.dropped_tables") == [(0,)]
    assert (project / f"{FOLDER}.xml").is_file()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["build", "--no-such-option"], "No such option"),
        (["build", "--target", "nowhere"], "nowhere"),
        (["build", "--select", "package:("], ""),
    ],
)
def test_a_wrong_call_says_why(project: Path, arguments: list[str], problem: str) -> None:
    outcome = run_dbt(arguments, project=project)
    assert problem in outcome.problem
    assert "Traceback" not in outcome.problem
