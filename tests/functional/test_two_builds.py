"""Two builds at once: the second, by `segflux build` or by dbt alone, is refused and changes nothing."""

from pathlib import Path

import pytest

from segflux_cli.compiler.files.on_disk import write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.dbt_runner import run_dbt
from segflux_cli.warehouse.builds.lease import Claim, held_lease
from segflux_cli.warehouse.builds.lease_table import read_holders
from segflux_cli.warehouse.profiles import read_target
from tests.dbt_projects import connected, is_server, rows_of, segflux_project
from tests.functional.commands import call

FIRST_NODE = ["run", "--select", "evaluation_runs"]
RUNS = "select count() from system.tables where name = 'evaluation_runs'"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    specs = {"segflux.yml": "time_zone: UTC\n", "sources.yml": "sources: []\n"}
    folder = segflux_project(tmp_path / "project", specs)
    write_files(folder, compile_project(folder))
    return folder


def test_the_second_build_is_told_and_changes_nothing(project: Path) -> None:
    expected = "Another build is at work on this schema" if is_server() else "is open in another process"
    with held_lease(read_target(project), Claim("build", "the first build")), connected(project):
        told = call(project, "build", "--log-json", "runs.jsonl")
        assert told.exit_code == 2
        assert expected in told.errors
        assert '"outcome": "refused", "exit_code": 2' in (project / "runs.jsonl").read_text()
        if is_server():
            outcome = run_dbt(FIRST_NODE, project=project)
            assert [expected in node.message for node in outcome.failed_nodes] == [True]
        assert rows_of(project, RUNS) == [(0,)]


def test_a_run_of_dbt_alone_gives_its_lease_back(project: Path) -> None:
    assert run_dbt(FIRST_NODE, project=project).succeeded
    assert run_dbt(FIRST_NODE, project=project).succeeded
    with connected(project) as client:
        states = [holder.state for holder in read_holders(client, "segflux", "build")]
    assert states == (["released", "released"] if is_server() else [])
