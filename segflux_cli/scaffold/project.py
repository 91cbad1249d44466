"""Writes a new project into a folder, or none of it."""

from collections.abc import Mapping
from pathlib import Path

from segflux_cli.compiler.editor.names import Names
from segflux_cli.compiler.editor.writing import SCHEMAS_FOLDER, write_schemas
from segflux_cli.compiler.files.shipped import LOCK, shipped_now, spell_lock
from segflux_cli.compiler.rendering.project_files import constant_files, example_files, project_files
from segflux_cli.errors import UsageError
from segflux_cli.scaffold.texts import GITIGNORE, SEGFLUX_YML, SEGMENT_YML, SELECTORS_YML, SOURCES_YML

SELECTORS = "selectors.yml"

_SPECS = {
    "segflux.yml": SEGFLUX_YML,
    "sources.yml": SOURCES_YML,
    "segments/active_people.yml": SEGMENT_YML,
}


def is_dbt_project(folder: Path) -> bool:
    """Whether a dbt project lives there, into which Segflux goes as a package."""
    return (folder / "dbt_project.yml").is_file()


def new_project(folder: Path) -> tuple[str, ...]:
    """A project of its own: dbt files, a profile, first specs."""
    written = _write_all(folder, {**_dbt_files(), **_encoded({**_SPECS, ".gitignore": GITIGNORE})})
    write_schemas(folder / SCHEMAS_FOLDER, Names())
    return written


def new_demo(folder: Path) -> tuple[str, ...]:
    """The demo as a project of its own."""
    root = project_files()
    example = {path: (root / path).read_bytes() for path in example_files(root)}
    return _write_all(folder, {**_dbt_files(), **example, **_encoded({".gitignore": GITIGNORE})})


def specs_in_package(folder: Path) -> tuple[str, ...]:
    """The specs of a dbt project that has Segflux as a package, and a selector unless it has some of its own."""
    selectors = {} if (folder / SELECTORS).exists() else {SELECTORS: SELECTORS_YML}
    written = _write_all(folder, _encoded({**_SPECS, **selectors}))
    write_schemas(folder / SCHEMAS_FOLDER, Names())
    return written


def add_profile(folder: Path) -> bool:
    """Copies profiles.yml.example to profiles.yml if there is an example and no profile."""
    example, profile = folder / "profiles.yml.example", folder / "profiles.yml"
    if profile.exists() or not example.is_file():
        return False
    profile.write_bytes(example.read_bytes())
    return True


def _dbt_files() -> dict[str, bytes]:
    root = project_files()
    files = {path: (root / path).read_bytes() for path in constant_files(root)}
    return {**files, "profiles.yml": files["profiles.yml.example"], LOCK: spell_lock(shipped_now())}


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def _write_all(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    present = [path for path in sorted(files) if (folder / path).exists()]
    if present:
        shown = ", ".join(present[:5]) + (f" and {len(present) - 5} more" if len(present) > 5 else "")
        raise UsageError(
            f"{folder.resolve()} already holds {shown}; nothing was written. "
            "Name an empty folder, or move them away."
        )
    for path, content in files.items():
        write_whole(folder / path, content)
    return tuple(sorted(files))


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file and the folders above it; raises UsageError where that can't be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"{path} could not be written: {error.strerror}. Choose a folder you may write to."
        ) from error
