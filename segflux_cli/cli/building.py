"""A whole build: specs, models, source check, dbt, and what came of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.compiler.files import write_files
from segflux_cli.compiler.project import compile_project
from segflux_cli.dbt_runner import Outcome, Progress, run_dbt
from segflux_cli.errors import BuildError, Fault, UsageError, WarehouseError
from segflux_cli.spec.specs import read_specs
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target, read_target
from segflux_cli.warehouse.relations import read_relations, remember_relations
from segflux_cli.warehouse.segment_tables import (
    RejectedRows,
    SegmentSize,
    read_rejected,
    read_sizes,
    read_study_sizes,
    study_of_last_build,
)
from segflux_cli.warehouse.source_check import check_sources

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Tell = Callable[[str], None]


@dataclass(frozen=True)
class BuildRequest:
    """What to build: a project, on a target, as of an instant; all of it, some segments or some nodes."""

    project: Path
    target: str | None = None
    as_of: datetime | None = None
    select: tuple[str, ...] = ()


@dataclass(frozen=True)
class BuildReport:
    """What a build that succeeded has to say."""

    sizes: tuple[SegmentSize, ...]
    rejected: tuple[RejectedRows, ...]
    warnings: tuple[Fault, ...]
    study_as_of: datetime | None = None


def build(request: BuildRequest, tell: Tell) -> BuildReport:
    """Compiles the project, builds it with dbt and reads the sizes; raises when any of it fails."""
    target = read_target(request.project, request.target)
    tell("reading the specs")
    specs = read_specs(request.project)
    files = compile_project(request.project)
    client = connect(target)  # held to the end, so that no other process gets in between
    try:
        tell("checking the sources")
        warnings = (*specs.warnings, *check_sources(client, specs.sources))
        write_files(request.project, files)
        tell("starting dbt")
        _run(request, target, frozenset(segment.name for segment in specs.segments), tell)
        tell("reading the sizes")
        return _report(client, read_relations(request.project, target), warnings)
    finally:
        client.close()


def _run(request: BuildRequest, target: Target, segments: frozenset[str], tell: Tell) -> None:
    arguments = _arguments(request, target, segments)
    outcome = run_dbt(arguments, project=request.project, on_progress=_telling(tell))
    _raise_failure(outcome)
    if not outcome.nodes:
        raise UsageError(
            f"--select {' '.join(request.select)} names no node of the project, and nothing was built. "
            "Name segments as `segflux segments` lists them, or a model such as `fct_events`."
        )
    remember_relations(request.project, target)


def _arguments(request: BuildRequest, target: Target, segments: frozenset[str]) -> list[str]:
    arguments = ["build", "--target", target.name, "--exclude-resource-type", "unit_test"]
    variables: dict[str, object] = {}
    if request.as_of:
        variables["as_of"] = request.as_of.isoformat(timespec="milliseconds")
    if segments.issuperset(request.select):
        variables |= {"select": list(request.select)} if request.select else {}
    else:
        arguments += ["--select", *request.select]
    return [*arguments, "--vars", json.dumps(variables)] if variables else arguments


def _telling(tell: Tell) -> Callable[[Progress], None]:
    return lambda progress: tell(f"{progress.done} of {progress.total}  {progress.name}")


def _report(client: "Client", relations: Mapping[str, str], warnings: tuple[Fault, ...]) -> BuildReport:
    study = study_of_last_build(client, relations)
    sizes = read_study_sizes(client, relations, study) if study else read_sizes(client, relations)
    return BuildReport(sizes, read_rejected(client, relations), warnings, study)


def _raise_failure(outcome: Outcome) -> None:
    if outcome.succeeded:
        return
    if "open in another process" in outcome.problem:
        raise WarehouseError(outcome.problem)
    failures = [
        f"{node.name}: {node.message}\n  its SQL: {node.compiled_path or 'not rendered'}"
        for node in outcome.failed_nodes
    ]
    told = "\n".join([*failures, outcome.problem]).strip() or "dbt ended without saying why"
    raise BuildError(
        f"The build failed.\n{told}\n"
        "The tables of the last good build stay as they were. Mend the cause and run `segflux build` again."
    )
