"""The command line, as another process and in this one, and builds as of instants that a test chooses."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from segflux_cli.cli.main import main
from segflux_cli.compiler.files.on_disk import write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.dbt_runner import run_dbt
from tests.dbt_projects import revive, rows_of
from tests.forked import FORKER
from tests.parsed import TARGET

PROGRAM = "from segflux_cli.cli.main import run; run()"
WITHOUT_TESTS = {"DBT_EXCLUDE_RESOURCE_TYPES": "test"}  # a build that a later one with data tests follows
# What no membership depends on.
LEFT_OUT = (
    *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
    *("--exclude", "path:models/activation", "path:models/measurement"),
)


@dataclass(frozen=True)
class Told:
    """How a command ended."""

    exit_code: int
    text: str
    errors: str

    @property
    def answer(self) -> Any:
        return json.loads(self.text)


def call(folder: Path, *arguments: str, **environment: str) -> Told:
    """Runs `segflux` in a folder, as a process of its own."""
    revive(folder)
    environment = {**os.environ, "HOME": str(folder), "COLUMNS": "200", **environment}
    ended = Told(*FORKER.run(folder, arguments, environment))
    assert "Traceback" not in ended.errors
    return ended


def told(project: Path, *arguments: str) -> dict[str, Any]:
    """What `segflux` answers in this process, where starting another is not what a test is about."""
    result = CliRunner().invoke(main, [*arguments, "--project-dir", str(project), "--format", "json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def built(project: Path, specs: Mapping[str, str], as_of: str, **options: Any) -> tuple[bool, str]:
    """Whether the build succeeded, and what it says of nodes that failed."""
    (project / "segments").mkdir(exist_ok=True)
    for name, text in specs.items():
        (project / "segments" / f"{name}.yml").write_text(text)
    write_files(project, compile_project(project))
    outcome = run_dbt(
        ["build", "--target", TARGET, *LEFT_OUT],
        project=project,
        environment={"SEGFLUX_RUN": json.dumps({"as_of": as_of, **options})},
    )
    return outcome.succeeded, "\n".join(str(node) for node in outcome.failed_nodes)


def members(project: Path, segments: Iterable[str]) -> dict[str, set[str]]:
    """The identifiers of each segment's members, as the newest build found them."""
    found: dict[str, set[str]] = {name: set() for name in segments}
    of_each = " union all ".join(
        f"select '{name}' as segment, profile_id from segflux_segments.seg_{name}" for name in found
    )
    sql = (
        f"select segment, identifier_value from ({of_each}) as members"
        " inner join segflux_identity.dim_identifiers as ids on ids.profile_id = members.profile_id"
    )
    for name, person in rows_of(project, sql):
        found[str(name)].add(str(person))
    return found
