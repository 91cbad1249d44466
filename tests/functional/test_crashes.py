"""A real `dbt build` ended by SIGKILL at random moments leaves nothing that the next build does not put right."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segflux_cli.compiler.rendering.project_files import project_files
from tests.arrivals.checks import Rows, contents
from tests.arrivals.histories import Batch, Row, Step, random_history
from tests.arrivals.raw import create_raw, land, mirror
from tests.arrivals.shapes import SOURCES
from tests.dbt_projects import connected, rows_of, use_warehouse
from tests.functional.commands import WITHOUT_TESTS

KILLS = int(os.environ.get("SEGFLUX_KILLS", "1"))
CONTENT_SCHEMA = "content"


def _project(folder: Path) -> Path:
    """The constant models on handwritten staging models, in one schema."""
    for name in ("runs", "identity", "events", "profiles"):
        shutil.copytree(project_files() / "models" / name, folder / "models" / name)
    shutil.copytree(project_files() / "macros", folder / "macros")
    shutil.copytree(project_files() / "tests" / "dbt", folder / "tests" / "dbt")
    staging = folder / "models" / "staging"
    staging.mkdir()
    for source in SOURCES:
        (staging / f"stg_{source.table}.sql").write_text(f"select * from raw.{source.read_table}\n")
    (staging / "dim_sources.sql").write_text(_dim_sources())
    (folder / "macros" / "one_schema.sql").write_text(
        "{% macro generate_schema_name(custom, node) %}" + CONTENT_SCHEMA + "{% endmacro %}\n"
    )
    shutil.copy(project_files() / "dbt_project.yml", folder / "dbt_project.yml")
    return use_warehouse(folder, schema=CONTENT_SCHEMA)


def _dim_sources() -> str:
    entries = [
        {key: value for key, value in source.entry("").items() if key != "relation"} for source in SOURCES
    ]
    references = " ".join(f"{{{{ ref('stg_{source.table}') }}}}" for source in SOURCES)
    meta = {"segflux": {"sources": entries}}
    return (
        f"{{{{ config(materialized='view', meta={meta!r}) }}}}\n-- depends_on: {references}\nselect 1 as x\n"
    )


def _arriving_now(step: Step) -> Batch:
    """What lands before a step, moved to the clock of real builds: their marks and look-backs are in its time."""
    moved = int(time.time() * 1000) - step.started_at
    with_arrivals = {source.table for source in SOURCES if source.look_back_seconds}
    return {
        table: [_moved(row, moved) if table in with_arrivals else row for row in rows]
        for table, rows in step.before.items()
    }


def _moved(row: Row, milliseconds: int) -> Row:
    times = {name: row[name] for name in ("occurred_at", "arrived_at")}
    return row | {name: at + milliseconds for name, at in times.items() if isinstance(at, int)}


def _start(project: Path, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    command = "from dbt.cli.main import cli; cli()"
    given = ["--vars", "lease_minutes: 0"]  # on a server a build that was killed would keep the next one out
    arguments = ["build", "--project-dir", str(project), "--profiles-dir", str(project), *given, *options]
    with (project / "dbt.log").open("wb") as log:
        program = [sys.executable, "-c", command, *arguments]
        return subprocess.Popen(program, env={**os.environ, **environment}, stdout=log, stderr=log)


def _build(project: Path, *options: str, **environment: str) -> None:
    process = _start(project, *options, **environment)
    assert process.wait() == 0, (project / "dbt.log").read_text()


def _build_and_kill(project: Path, seconds: float) -> None:
    """A build ended hard some time after it has begun to write."""
    process = _start(project, **WITHOUT_TESTS)
    log = project / "dbt.log"
    while b"Concurrency" not in log.read_bytes() and process.poll() is None:
        time.sleep(0.02)
    time.sleep(seconds)
    process.kill()
    process.wait()


def _found(project: Path) -> dict[str, Rows]:
    with connected(project) as client:
        return contents(client, CONTENT_SCHEMA, leaving_out=("used",))


@pytest.mark.timeout(1200)
def test_killed_builds_end_as_a_rebuild(tmp_path: Path) -> None:
    """After every kill a clean build ends as a full refresh does, and no scratch table is left."""
    project, chance = _project(tmp_path), random.Random(11)
    with_rows = random_history(3, steps=2)
    for step in with_rows:
        with connected(project) as client:
            if step is with_rows[0]:
                create_raw(client, "raw")
            land(client, "raw", _arriving_now(step))
            mirror(client, "raw", step.mirrored)
        for _ in range(KILLS):
            _build_and_kill(project, chance.uniform(0.3, 5))
    _build(project)
    found = _found(project)
    assert all(found.values())
    scratch = "select name from system.tables where startsWith(name, '__')"
    assert rows_of(project, scratch) == []

    _build(project, "--full-refresh", **WITHOUT_TESTS)
    assert _found(project) == found
