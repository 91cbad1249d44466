"""`segflux test`: all cases of files and folders, on two processes."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from segflux_cli.errors import BuildError
from segflux_cli.live.cases.case import Case
from segflux_cli.live.cases.case_files import read_cases
from segflux_cli.live.cases.report import CaseResult, Report
from segflux_cli.live.cases.runner import CaseRunner
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.segments import Segment
from segflux_cli.spec.project.computed_files import with_computed_traits
from segflux_cli.spec.project.project import Project, read_project
from segflux_cli.spec.project.segment_files import SEGMENTS_FOLDER, read_segments
from segflux_cli.spec.segments.handwritten_segments import find_handwritten_segments
from segflux_cli.spec.yaml.faults import Faults

_MOST_PROCESSES = 2
_WORTH_A_PROCESS = 8  # cases; opening an engine takes as long as they do

_Declared = tuple[Project, tuple[Segment, ...]]


def run_cases(
    project: Path, paths: Sequence[Path], on_case: Callable[[CaseResult], None] | None = None
) -> Report:
    """Runs the cases of the paths, by default those of the project's segments, in the order of the files."""
    cases = read_cases(paths or (project / SEGMENTS_FOLDER,), project)
    declared = _declared(project, cases)
    results: list[CaseResult] = []
    for result in _results(cases, declared):
        results.append(result)
        if on_case:
            on_case(result)
    return Report(tuple(results))


def _declared(folder: Path, cases: Iterable[Case]) -> _Declared:
    """The project's own segments, read only where a case speaks of them; their names are all known."""
    if all(case.segments is not None or case.must_be_refused for case in cases):
        return Project(), ()
    faults = Faults()
    declared = replace(read_project(folder, faults), catalog=Catalog())
    project = with_computed_traits(folder, declared, Catalog(), faults)
    models = find_handwritten_segments(folder, faults)
    segments = read_segments(folder, project, Catalog(), models, faults)
    faults.raise_any()
    return project, segments


def _results(cases: Sequence[Case], declared: _Declared) -> Iterator[CaseResult]:
    if not cases:
        return
    workers = min(_MOST_PROCESSES, os.cpu_count() or 1, 1 + len(cases) // _WORTH_A_PROCESS)
    # processes of their own, because this one may have another warehouse open
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_open, initargs=declared) as pool:
        try:
            yield from pool.map(_run, cases, chunksize=min(4, 1 + len(cases) // (4 * workers)))
        except BrokenProcessPool as error:
            raise BuildError("a process that runs cases ended early; run fewer cases at once") from error


_opened: list[CaseRunner] = []  # the one runner of a worker process


def _open(project: Project, segments: tuple[Segment, ...]) -> None:
    _opened.append(CaseRunner(project, segments))


def _run(case: Case) -> CaseResult:
    return _opened[0].run(case)
