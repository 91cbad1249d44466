"""What dbt has parsed of a project of Segflux without specs: others begin with it, and parse only what they add.

dbt keeps what it parsed beside a hash of the target, where it lies included; tests move between folders and ports,
on which no model depends, and take it along.
"""

import hashlib
import pprint
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from segflux_cli.compiler.files.on_disk import write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.compiler.rendering.project_files import constant_files, project_files
from segflux_cli.dbt_runner import run_dbt

TARGET = "tested"
_PROJECT, _PARSED = "dbt_project.yml", "target/partial_parse.msgpack"
_PLACE = ("path", "port")  # what no model depends on

Output = Mapping[str, Any]


def copy_project(folder: Path) -> None:
    """Segflux standing alone, without specs and without a profile."""
    root = project_files()
    for path in constant_files(root):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / path, folder / path)


def write_profile(folder: Path, output: Output) -> None:
    """One target, the default."""
    project = yaml.safe_load((folder / _PROJECT).read_text())
    profile = {project["profile"]: {"target": TARGET, "outputs": {TARGET: dict(output)}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile))


def begin_parsed(folder: Path, output: Output) -> None:
    """Gives a project that is Segflux alone, and not yet parsed, what dbt finds in the files that all have."""
    parsed = folder / _PARSED
    is_alone = (folder / _PROJECT).read_bytes() == (project_files() / _PROJECT).read_bytes()
    usual = _usual(output["type"])
    if is_alone and not parsed.exists() and _without_place(usual) == _without_place(output):
        parsed.parent.mkdir(exist_ok=True)
        parsed.write_bytes(_parsed(output["type"]))
        keep_parsed(folder, usual, output)


def keep_parsed(folder: Path, before: Output, output: Output) -> None:
    """Lets what dbt parsed for one target hold for another that differs in its place alone."""
    parsed = folder / _PARSED
    if parsed.exists() and _without_place(before) == _without_place(output):
        content = parsed.read_bytes()
        assert _hash(before) in content, "dbt hashes targets in another way"
        parsed.write_bytes(content.replace(_hash(before), _hash(output)))


def _without_place(output: Output) -> dict[str, Any]:
    return {name: value for name, value in output.items() if name not in _PLACE}


def _usual(kind: str) -> Output:
    place: dict[str, Any] = (
        {"path": "nowhere"} if kind == "chdb" else {"host": "127.0.0.1", "port": 1, "user": "default"}
    )
    return {"type": kind, "schema": "segflux", "threads": 2, **place}


@cache
def _parsed(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        copy_project(project)
        write_files(project, compile_project(project))
        write_profile(project, _usual(kind))
        outcome = run_dbt(["parse", "--target", TARGET], project=project)
        assert outcome.succeeded, outcome.problem
        return (project / _PARSED).read_bytes()


def _hash(output: Output) -> bytes:
    """As `ManifestLoader.build_manifest_state_check` of dbt makes it."""
    from dbt.adapters.chdb.credentials import ChdbCredentials
    from dbt.adapters.clickhouse.credentials import ClickHouseCredentials

    kind = ChdbCredentials if output["type"] == "chdb" else ClickHouseCredentials
    said = {name: value for name, value in output.items() if name not in ("type", "threads")}
    info = sorted(kind.from_dict({"database": "", **said}).connection_info())
    return hashlib.sha256(pprint.pformat(info).encode()).hexdigest().encode()
