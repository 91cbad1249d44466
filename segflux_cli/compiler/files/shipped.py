"""`segflux.lock`: which version of Segflux wrote a project's macros, models and tests, and what it wrote."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segflux_cli import __version__
from segflux_cli.compiler.rendering.project_files import constant_files, project_files
from segflux_cli.errors import UsageError

LOCK = "segflux.lock"


@dataclass(frozen=True)
class Shipped:
    """A version of Segflux, and a hash of each file that it brings into a project."""

    version: str
    files: Mapping[str, str]


def shipped_now() -> Shipped:
    """What the installed Segflux brings."""
    root = project_files()
    return Shipped(__version__, {path: hash_of((root / path).read_bytes()) for path in constant_files(root)})


def spell_lock(shipped: Shipped) -> bytes:
    """The text of the lock, the same for the same files."""
    told = {"version": shipped.version, "files": dict(sorted(shipped.files.items()))}
    return (json.dumps(told, indent=1) + "\n").encode()


def read_lock(folder: Path) -> Shipped | None:
    """What the project was written from; None where nothing says so, UsageError where the lock is no lock."""
    path = folder / LOCK
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_text())
        return Shipped(str(told["version"]), {str(name): str(told["files"][name]) for name in told["files"]})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path}: not a lock that Segflux wrote. Take it back from version control, or remove it and run "
            "`segflux init --upgrade --overwrite`."
        ) from error


def other_version(folder: Path) -> str | None:
    """The version whose macros and models the project has, where those are not the installed ones."""
    lock = read_lock(folder)
    return lock.version if lock and lock.files != shipped_now().files else None


def refuse_other_version(folder: Path) -> None:
    """Raises UsageError where the project's macros and models are not those of the installed Segflux."""
    version = other_version(folder)
    if version is not None:
        raise UsageError(
            f"Segflux {version} wrote the macros and models of {folder.resolve()}, and the installed {__version__} "
            "brings others. Nothing was changed. Run `segflux init --upgrade`, which leaves your specs alone, or "
            f"install Segflux {version} as it was."
        )


def hash_of(content: bytes) -> str:
    """A hash of a file's content."""
    return hashlib.sha256(content).hexdigest()
