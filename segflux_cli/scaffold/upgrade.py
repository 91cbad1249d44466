"""Brings the macros, models and tests of a project to the installed version; what a person wrote stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segflux_cli.compiler.files.shipped import LOCK, Shipped, hash_of, read_lock, shipped_now, spell_lock
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import UsageError
from segflux_cli.scaffold.project import write_whole
from segflux_cli.warehouse.profiles import project_name

BESIDE = ".new"  # what is put behind the name of a file that a person has changed


@dataclass(frozen=True)
class Upgrade:
    """What came of it: paths relative to the project. `kept` were changed by a person and lie as they were."""

    before: str
    after: str
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def upgrade_project(folder: Path, *, overwrites: bool = False) -> Upgrade:
    """Writes what differs; a file changed by hand is kept, the new one beside it, unless `overwrites`.

    Raises UsageError in a folder that is no project of its own, and where nothing tells what was changed by hand.
    """
    _refuse_package(folder)
    lock = read_lock(folder)
    if not lock and not overwrites:
        raise UsageError(
            f"{folder.resolve()} has no {LOCK}, so nothing tells what was changed here by hand. Commit the project, "
            "run `segflux init --upgrade --overwrite`, and look at what version control shows."
        )
    now, before = shipped_now(), lock or Shipped("of unknown version", {})
    found = {path: _found(folder / path) for path in {*now.files, *before.files}}
    kept = () if overwrites else tuple(sorted(_changed_by_hand(found, before, now)))
    written = tuple(path for path in now.files if found[path] != now.files[path] and path not in kept)
    gone = {path for path in before.files if path not in now.files and found[path]}
    removed = tuple(sorted(gone.difference(kept)))
    _write(folder, written, kept, now)
    for path in removed:
        (folder / path).unlink()
    write_whole(folder / LOCK, spell_lock(now))
    return Upgrade(before.version, now.version, written, removed, kept)


def _refuse_package(folder: Path) -> None:
    try:
        is_own = (folder / "dbt_project.yml").is_file() and project_name(folder) == "segflux"
    except UsageError:
        is_own = False
    if not is_own:
        raise UsageError(
            f"{folder.resolve()} is not a project that `segflux init` wrote into an empty folder. In a dbt project "
            "of your own the macros and models come with the package: run `dbt deps`, then `segflux compile`."
        )


def _changed_by_hand(found: Mapping[str, str], before: Shipped, now: Shipped) -> set[str]:
    """Files that are neither as they were shipped nor as they are shipped now; those taken away come back."""
    known = (
        (path, content, {before.files.get(path), now.files.get(path)}) for path, content in found.items()
    )
    return {path for path, content, ours in known if content and content not in ours}


def _write(folder: Path, written: tuple[str, ...], kept: tuple[str, ...], now: Shipped) -> None:
    root = project_files()
    for path in written:
        write_whole(folder / path, (root / path).read_bytes())
    for path in kept:
        if path in now.files:
            write_whole(folder / f"{path}{BESIDE}", (root / path).read_bytes())


def _found(path: Path) -> str:
    return hash_of(path.read_bytes()) if path.is_file() else ""
