"""Where the dbt project and its example lie, in a checkout and in a wheel."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

# What every project holds alike.
_CONSTANT = ("dbt_project.yml", "profiles.yml.example", "macros/*", "models/*", "tests/dbt/*")
# What the compiler writes from the specs of one project.
_GENERATED = (
    *("models/staging/*/*", "models/staging/dim_sources.*", "models/identity/generated/*"),
    *("models/profiles/generated/*", "models/segments/generated/*"),
)
# The specs of the example, and a receiver of its members.
_SPECS = ("segflux.yml", "sources.yml", "traits.yml", "destinations.yml", "identity.yml", "segments/*")
_EXAMPLE = (*_SPECS, "examples/webhook/receiver.py")
_KINDS = (".sql", ".yml", ".md", ".example", ".py")


def project_files() -> Path:
    """The folder of the dbt project: beside the code in a checkout, inside the package when installed."""
    package = Path(__file__).parents[2]
    installed = package / "_project"
    return installed if installed.is_dir() else package.parent


def constant_files(root: Path) -> tuple[str, ...]:
    """Relative paths of what a new project starts with: configuration, models, macros and tests."""
    return tuple(path for path in _files(root, _CONSTANT) if not _matches(path, _GENERATED))


def example_files(root: Path) -> tuple[str, ...]:
    """Relative paths of what the example holds beside that."""
    return tuple(_files(root, _EXAMPLE))


def _files(root: Path, patterns: tuple[str, ...]) -> Iterator[str]:
    for top in sorted({pattern.split("/")[0] for pattern in patterns}):
        start = root / top
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.is_file() and path.suffix in _KINDS and _matches(relative, patterns):
                yield relative


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
