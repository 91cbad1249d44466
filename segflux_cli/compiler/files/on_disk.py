"""Generated files on disk: only changes are written, and what is no longer generated goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segflux_cli.errors import UsageError
from segflux_cli.spec.yaml.files import is_generated

_GENERATED = ("models",)


@dataclass(frozen=True)
class Written:
    """The paths that were written and those that were removed."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def write_files(folder: Path, files: Mapping[str, str]) -> Written:
    """Bring the generated files of a project up to date; equal ones are left alone."""
    try:
        changed = tuple(path for path in sorted(files) if _text(folder / path) != files[path])
        for path in changed:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(files[path], encoding="utf-8", newline="\n")
        leftover = _leftover(folder, files)
        for path in leftover:
            (folder / path).unlink()
    except OSError as error:
        raise UsageError(
            f"{error.filename}: a generated file could not be written or removed: {error.strerror}. "
            "Make the folder `models` one that you may write to, and run it again."
        ) from error
    return Written(changed, leftover)


def stale_files(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """What `write_files` would write or remove."""
    changed = [path for path in files if _text(folder / path) != files[path]]
    return tuple(sorted({*changed, *_leftover(folder, files)}))


def _leftover(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Files that carry our header and are generated no more; a person's own files never do."""
    found = (
        path
        for root in _GENERATED
        for path in sorted((folder / root).rglob("*"))
        if path.suffix in (".sql", ".yml") and path.is_file()
    )
    names = ((path, path.relative_to(folder).as_posix()) for path in found)
    return tuple(name for path, name in names if name not in files and is_generated(path))


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, UnicodeDecodeError):
        return None
