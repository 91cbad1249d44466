"""A whole build: specs, models, source check, dbt, and what came of it."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.cli.run_record import RunRecord
from segflux_cli.cli.selection import chosen_segments, segment_names
from segflux_cli.cli.stopping import time_limit
from segflux_cli.compiler.files.on_disk import write_files
from segflux_cli.compiler.files.project import compile_project
from segflux_cli.compiler.files.shipped import refuse_other_version
from segflux_cli.dbt_runner import Outcome, Progress, run_dbt
from segflux_cli.errors import BuildError, Fault, Place, UsageError, WarehouseError
from segflux_cli.spec.project.specs import Specs, read_specs
from segflux_cli.warehouse.builds.lease import Claim, Lease, held_lease
from segflux_cli.warehouse.builds.run_tables import read_loaded, read_run
from segflux_cli.warehouse.builds.running import refuse_clock_put_back, refuse_instant_ahead, stop_statements
from segflux_cli.warehouse.builds.standing_views import remember_views, standing_views, words_for
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target, read_target
from segflux_cli.warehouse.relations import read_relations, remember_relations
from segflux_cli.warehouse.segments.segment_tables import (
    RejectedRows,
    SegmentSize,
    read_rejected,
    read_sizes,
    read_study_sizes,
)
from segflux_cli.warehouse.sources.silence import silence_before
from segflux_cli.warehouse.sources.source_check import check_sources
from segflux_cli.warehouse.sources.source_notes import read_source_notes, refuse_unknown_sources

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_AFTER_SILENCE = (
    "whatever happened `within` some days is long over by then. If your data ends there, measure from there with "
    "--as-of (docs/cli.md, As of: also how to go back); if not, look at what fills the tables"
)
Tell = Callable[[str], None]
_LEFT_OUT = "DBT_EXCLUDE_RESOURCE_TYPES"  # dbt's own variable, which an option of its command would overrule
# Who is refused, not who is at fault: dbt tells these as failures of a node.
_REFUSALS = (
    "open in another process",
    "Another build is at work on this schema",
    "of the rows that were loaded would be lost",
    "of profiles to be merged within a day",
)


@dataclass(frozen=True)
class BuildRequest:
    """What to build: a project, on a target, as of an instant; all of it, some segments or some nodes.

    `wait` is how many seconds another build is waited for, `timeout` how many this one may take; the sources
    that `reload` names are read anew. A study may tell people apart as they were at `identity_as_of`.
    """

    project: Path
    target: str | None = None
    as_of: datetime | None = None
    select: tuple[str, ...] = ()
    allows_future: bool = False
    wait: float = 0
    timeout: float | None = None
    reload: tuple[str, ...] = ()
    allows_merges: bool = False
    identity_as_of: datetime | None = None


@dataclass(frozen=True)
class BuildReport:
    """What a build that succeeded has to say; of an evaluation long after the newest event also that."""

    sizes: tuple[SegmentSize, ...]
    rejected: tuple[RejectedRows, ...]
    warnings: tuple[Fault, ...]
    study_as_of: datetime | None = None
    silence: Fault | None = None


def build(request: BuildRequest, tell: Tell, record: RunRecord | None = None) -> BuildReport:
    """Compiles the project, builds it with dbt and reads the sizes; raises when any of it fails.

    `record` is filled on the way.
    """
    refuse_other_version(request.project)
    if request.identity_as_of and not request.as_of:
        raise UsageError(
            "--identity-as-of is for studies. Say with --as-of which instant before the last evaluation is studied."
        )
    target = _patient(read_target(request.project, request.target), request.wait)
    work = _Work(request, target, tell, record or RunRecord())
    work.record.target = target.name
    claim = Claim("build", "`segflux build`")
    with time_limit(request.timeout), held_lease(target, claim, wait=request.wait, on_wait=tell) as lease:
        return work.build(lease)


def _patient(target: Target, wait: float) -> Target:
    """The target, whose embedded engine waits as long for another process as a server's lease does."""
    seconds = max(wait, float(target.options.get("lock_timeout", 0)))
    return replace(target, options={**target.options, "lock_timeout": seconds})


@dataclass
class _Work:
    request: BuildRequest
    target: Target
    tell: Tell
    record: RunRecord
    warnings: tuple[Fault, ...] = field(default=())

    def build(self, lease: Lease) -> BuildReport:
        self.tell("reading the specs")
        project = self.request.project
        specs = read_specs(project)
        files = compile_project(project, specs)
        chosen = chosen_segments(self.request.select, segment_names(specs))
        client = connect(self.target)  # held to the end, so that no other process gets in between
        try:
            refuse_unknown_sources(self.request.reload, specs.sources)
            self._check(client, specs)
            write_files(project, files)
            self._run(client, _segment_models(specs, files), chosen, lease)
            self.tell("reading the sizes")
            return self._report(client, specs)
        finally:
            client.close()

    def _check(self, client: "Client", specs: Specs) -> None:
        if self.request.as_of and not self.request.allows_future:
            refuse_instant_ahead(client, self.request.as_of)
        if not self.request.as_of:
            refuse_clock_put_back(client, _known_relations(self.request.project, self.target))
        self.tell("checking the sources")
        self.warnings = (*specs.warnings, *check_sources(client, specs.sources))
        self.record.warnings = len(self.warnings)

    def _run(self, client: "Client", files: Mapping[str, str], chosen: tuple[str, ...], lease: Lease) -> None:
        self.tell("starting dbt")
        project, target = self.request.project, self.target
        models = {Path(path).stem: text for path, text in files.items()}
        standing = standing_views(client, project, target, models)
        outcome = run_dbt(
            _arguments(self.request, target, chosen, words_for(project, files, standing)),
            project=project,
            on_progress=_telling(self.tell),
            on_cancel=lambda: stop_statements(self.target),
            environment=_environment(self.request, chosen, lease),
        )
        self.record.outcome = outcome
        if outcome.nodes:
            remember_relations(self.request.project, self.target)
        self._note_run(client, outcome.run_id)
        _raise_failure(outcome)
        _refuse_nothing(outcome, self.request)
        remember_views(client, project, target, models, _known_relations(project, target))

    def _note_run(self, client: "Client", run_id: str) -> None:
        relations = _known_relations(self.request.project, self.target)
        self.record.run = read_run(client, relations, run_id)
        self.record.loaded = read_loaded(client, relations, run_id)

    def _report(self, client: "Client", specs: Specs) -> BuildReport:
        relations, run = read_relations(self.request.project, self.target), self.record.run
        if run:
            notes = read_source_notes(client, relations, run.run_id, specs.sources)
            self.warnings = (*self.warnings, *notes)
            self.record.warnings = len(self.warnings)
        study = run.as_of.replace(tzinfo=None) if run and run.is_study else None
        sizes = read_study_sizes(client, relations, study) if study else read_sizes(client, relations)
        self.record.sizes = sizes
        said = silence_before(client, relations, run.as_of) if run else None
        silence = Fault(Place("sources.yml"), f"{said}: {_AFTER_SILENCE}", is_warning=True) if said else None
        self.record.warnings += 1 if silence else 0
        return BuildReport(sizes, read_rejected(client, relations), self.warnings, study, silence)


def _known_relations(project: Path, target: Target) -> Mapping[str, str]:
    try:
        return read_relations(project, target)
    except UsageError:
        return {}


def _refuse_nothing(outcome: Outcome, request: BuildRequest) -> None:
    if not [node for node in outcome.nodes if not node.unique_id.startswith("operation.")]:
        raise UsageError(
            f"--select {' '.join(request.select)} names no node of the project, and nothing was built. "
            "Name segments as `segflux segments` lists them, or a model such as `fct_events`."
        )


def _segment_models(specs: Specs, files: Mapping[str, str]) -> dict[str, str]:
    """The generated models of segments: their texts by path."""
    names = {f"seg_{segment.name}" for segment in specs.segments}
    return {path: text for path, text in files.items() if path.endswith(".sql") and Path(path).stem in names}


def _arguments(
    request: BuildRequest, target: Target, chosen: tuple[str, ...], left_out: tuple[str, ...]
) -> list[str]:
    arguments = ["build", "--target", target.name]
    for kind in ("unit_test", *os.environ.get(_LEFT_OUT, "").split()):
        arguments += ["--exclude-resource-type", kind]
    if chosen or not request.select:
        # dbt would leave out each test of a view as well; all of them run, for what the views read has changed
        return (
            [*arguments, "--exclude", *left_out, "--indirect-selection", "empty"] if left_out else arguments
        )
    return [*arguments, "--select", *request.select]


def _environment(request: BuildRequest, chosen: tuple[str, ...], lease: Lease) -> dict[str, str]:
    """What the macros `run_option` and `take_lease` read; as vars of dbt it would cost a new parse of the project."""
    asked: dict[str, object] = {"reload": list(request.reload)} if request.reload else {}
    if request.as_of:
        asked |= {
            "as_of": request.as_of.isoformat(timespec="milliseconds"),
            "allow_future": request.allows_future,
        }
    if request.identity_as_of:
        asked["identity_as_of"] = request.identity_as_of.isoformat(timespec="milliseconds")
    if request.allows_merges:
        asked["allow_merges"] = True
    if chosen:
        asked["select"] = list(chosen)
    beaten_for = {"SEGFLUX_LEASE": lease.holder} if lease.holder else {}
    return {"SEGFLUX_RUN": json.dumps(asked), **beaten_for}


def _telling(tell: Tell) -> Callable[[Progress], None]:
    return lambda progress: tell(f"{progress.done} of {progress.total}  {progress.name}")


def _raise_failure(outcome: Outcome) -> None:
    if outcome.succeeded:
        return
    failures = [
        f"{node.name}: {node.message}\n  its SQL: {node.compiled_path or 'not rendered'}"
        for node in outcome.failed_nodes
    ]
    told = "\n".join([*failures, outcome.problem]).strip() or "dbt ended without saying why"
    if any(refusal in told for refusal in _REFUSALS):
        raise WarehouseError(told)
    raise BuildError(
        f"The build failed.\n{told}\n"
        "The tables of the last good build stay as they were. Mend the cause and run `segflux build` again."
    )
