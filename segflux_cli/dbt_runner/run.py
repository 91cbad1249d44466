"""The one door to dbt: it runs in this process, because the embedded warehouse is open to one only."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.dbt_runner.outcome import NodeOutcome, Outcome, Progress
from segflux_cli.dbt_runner.progress import ProgressListener
from segflux_cli.environment import with_variables

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

# No file of logs: dbt would leave it open; who needs one calls dbt itself.
_GLOBAL = ("--log-level", "none", "--log-level-file", "none", "--no-send-anonymous-usage-stats")


def run_dbt(
    arguments: Sequence[str],
    *,
    project: Path,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    on_cancel: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """How dbt's command, `["build", "--select", …]`, ended in the project; nothing is printed.

    `on_cancel` is called when dbt has been interrupted; `environment` stands while it runs.
    """
    from dbt.cli.main import dbtRunner

    folders = ["--project-dir", str(project.resolve()), "--profiles-dir", _profiles_folder(project)]
    listener = ProgressListener(on_progress, on_cancel)
    with _staying_here(), with_variables(environment or {}):
        result = dbtRunner(callbacks=[listener]).invoke([*_GLOBAL, *arguments, *folders])
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    return Outcome(result.success, _nodes(result), _problem(result.exception), listener.run_id)


def _profiles_folder(project: Path) -> str:
    asked = os.environ.get("DBT_PROFILES_DIR")
    if asked:
        return str(Path(asked).resolve())
    beside = project.resolve()
    return str(beside if (beside / "profiles.yml").is_file() else Path.home() / ".dbt")


@contextmanager
def _staying_here() -> Iterator[None]:
    # dbt moves the whole process into the project and leaves it there.
    here = Path.cwd()
    try:
        yield
    finally:
        os.chdir(here)


def _nodes(result: "dbtRunnerResult") -> tuple[NodeOutcome, ...]:
    ended = getattr(result.result, "results", None) or []
    return tuple(_node(each) for each in ended if hasattr(each, "node"))


def _node(ended: Any) -> NodeOutcome:
    return NodeOutcome(
        unique_id=ended.node.unique_id,
        name=ended.node.name,
        status=str(ended.status),
        message=(ended.message or "").strip(),
        compiled_path=str(getattr(ended.node, "compiled_path", None) or ""),
        seconds=ended.execution_time,
    )


def _problem(exception: BaseException | None) -> str:
    if exception is None:
        return ""
    return str(exception).strip() or type(exception).__name__
