"""The examples for schedulers, run as they stand: cron's always, others where their programs are named.

`make test-orchestrators` installs Dagster and Airflow beside the project and names their Pythons.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.dbt_projects import copied, execute, use_warehouse
from tests.functional.commands import call

EXAMPLES = Path(__file__).parents[3] / "examples/orchestration"
SOURCES = [
    {
        "source": "shop",
        "kind": "events",
        "table": "raw.orders",
        "at": "at",
        "event_id": "id",
        "event": "order_completed",
        "identifiers": {"user_id": "user", "email": "email"},
    }
]
BUYERS = {
    "segment": "buyers",
    "label": "Buyers",
    "about": "They bought something.",
    "who": [{"did": "order_completed"}],
    "sync": [{"destination": "exports", "mode": "full", "match_on": "email"}],
}
EXPORTS = {"destination": "exports", "type": "file", "folder": "exports", "format": "csv"}

pytestmark = pytest.mark.embedded_only(reason="schedulers start the command line, whichever the warehouse")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scheduled") / "project"
    folder.mkdir()
    assert call(folder, "init").exit_code == 0
    use_warehouse(folder)
    (folder / "segments/active_people.yml").unlink()
    (folder / "segments/buyers.yml").write_text(yaml.safe_dump(BUYERS))
    (folder / "sources.yml").write_text(yaml.safe_dump({"sources": SOURCES}))
    (folder / "destinations.yml").write_text(yaml.safe_dump({"destinations": [EXPORTS]}))
    execute(
        folder,
        "create database raw",
        "create table raw.orders (id String, at DateTime, user String, email String) engine MergeTree order by at",
        "insert into raw.orders select number, now() - interval number + 1 hour, 'u' || number, "
        "'u' || number || '@example.org' from numbers(3)",
    )
    return folder


@pytest.fixture
def project(prepared: Path, tmp_path: Path) -> Path:
    return copied(prepared, tmp_path / "project")


def test_cron_builds_looks_and_carries(project: Path) -> None:
    gone = "segflux_segments.seg_of_a_file_that_is_gone (members UInt8)"
    bitmaps = "segflux_segments.fct_segment_bitmaps"  # which the build makes
    execute(
        project, "create database segflux_segments", f"create view {gone} as select members from {bitmaps}"
    )
    told = scheduled(project, ["sh", str(EXAMPLES / "nightly.sh")])
    assert told.returncode == 0, told.stderr
    assert "seg_of_a_file_that_is_gone" in told.stdout
    assert len((project / "exports/buyers.csv").read_text().splitlines()) == 1 + 3
    assert (project / "runs.jsonl").read_text().count("\n") == 1


def test_cron_ends_with_the_code_of_the_step_that_failed(project: Path) -> None:
    (project / "segments/buyers.yml").write_text("segment: buyers\nwho: nonsense\n")
    told = scheduled(project, ["sh", str(EXAMPLES / "nightly.sh")])
    assert told.returncode == 3
    assert "buyers.yml" in told.stderr
    assert not (project / "exports").exists()


@pytest.mark.skipif("SEGFLUX_DAGSTER_PYTHON" not in os.environ, reason="make test-orchestrators names it")
def test_dagster_builds_looks_and_carries(project: Path) -> None:
    told = dagster(project)
    assert told.returncode == 0, told.stderr[-3000:]
    assert len((project / "exports/buyers.csv").read_text().splitlines()) == 1 + 3


@pytest.mark.skipif("SEGFLUX_DAGSTER_PYTHON" not in os.environ, reason="make test-orchestrators names it")
def test_dagster_does_not_try_a_wrong_spec_again(project: Path) -> None:
    (project / "segments/buyers.yml").write_text("segment: buyers\nwho: nonsense\n")
    told = dagster(project)
    assert told.returncode == 1
    assert "buyers.yml" in told.stderr
    assert "STEP_UP_FOR_RETRY" not in told.stderr


@pytest.mark.skipif("SEGFLUX_AIRFLOW_PYTHON" not in os.environ, reason="make test-orchestrators names it")
def test_airflow_builds_looks_and_carries(project: Path) -> None:
    told = airflow(project)
    assert told.returncode == 0, told.stdout[-2000:] + told.stderr[-2000:]
    assert len((project / "exports/buyers.csv").read_text().splitlines()) == 1 + 3


@pytest.mark.skipif("SEGFLUX_AIRFLOW_PYTHON" not in os.environ, reason="make test-orchestrators names it")
def test_airflow_fails_at_a_wrong_spec(project: Path) -> None:
    (project / "segments/buyers.yml").write_text("segment: buyers\nwho: nonsense\n")
    told = airflow(project)
    assert told.returncode != 0
    assert "a fault in a spec" in told.stdout + told.stderr
    assert not (project / "exports").exists()


def dagster(project: Path) -> subprocess.CompletedProcess[str]:
    job = ["job", "execute", "--python-file", str(EXAMPLES / "dagster_job.py"), "--job", "segflux_nightly"]
    return scheduled(project, [os.environ["SEGFLUX_DAGSTER_PYTHON"], "-m", "dagster", *job])


def airflow(project: Path) -> subprocess.CompletedProcess[str]:
    python = os.environ["SEGFLUX_AIRFLOW_PYTHON"]
    made = scheduled(project, [python, "-m", "airflow", "db", "migrate"])
    assert made.returncode == 0, made.stderr[-2000:]
    return scheduled(project, [python, "-m", "airflow", "dags", "test", "segflux_nightly"])


def scheduled(project: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """The command, with what the examples ask for: the project's folder, and `segflux` on PATH."""
    home = project / "home"
    home.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(home),
        "SEGFLUX_PROJECT": str(project),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(EXAMPLES),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
