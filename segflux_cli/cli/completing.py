"""Names that the shell completes: from the project's files alone, with nothing heavy imported."""

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from segflux_cli.errors import SegfluxError

_FOLDER = "segments"
_CASES = "tests"  # segments/tests/ holds case files


def complete_segments(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The segments whose name begins so."""
    return _beginning_so(segment_names(_project(ctx)), incomplete)


def complete_specs(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The segments whose name begins so; where there is none, the shell goes on with files."""
    names = _beginning_so(segment_names(_project(ctx)), incomplete)
    return names or [CompletionItem(incomplete, type="file")]


def complete_targets(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The targets whose name begins so; none where profiles.yml is missing or faulty."""
    from segflux_cli.warehouse.profiles import target_names

    try:
        return _beginning_so(target_names(_project(ctx)), incomplete)
    except SegfluxError:
        return []


def segment_names(project: Path) -> tuple[str, ...]:
    """The segments of a project, as far as their files' names tell."""
    root = project / _FOLDER
    files = (path.relative_to(root) for path in root.rglob("*.yml"))
    shown = (path for path in files if path.parts[0] != _CASES and not _is_hidden(path))
    return tuple(sorted(path.stem for path in shown))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _project(ctx: click.Context) -> Path:
    return Path(ctx.params.get("project") or ".")


def _beginning_so(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
