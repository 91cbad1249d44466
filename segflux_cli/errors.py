"""Every error Segflux raises on purpose; each says where, what came, what is allowed, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file a person wrote; line and column count from 1, 0 when the file is meant as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a spec; a warning is reported and refuses nothing."""

    place: Place
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {'warning: ' if self.is_warning else ''}{self.message}"


class SegfluxError(Exception):
    """The root of the tree; `exit_code` is what the CLI ends with."""

    exit_code = 3


class SpecError(SegfluxError):
    """Faults in what a person declared, all of them at once."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(SegfluxError):
    """A command was called in a way it does not allow."""

    exit_code = 3


def no_such_file(file: Path) -> UsageError:
    """A file of a dbt project is missing; in a folder inside a project another one would be a trap."""
    folder = file.resolve().parent
    around = [parent for parent in folder.parents if (parent / "dbt_project.yml").is_file()]
    if around and not (folder / "dbt_project.yml").is_file():
        return UsageError(
            f"{file}: no such file. The project is {around[0]}: run this there, or name it with --project-dir."
        )
    way = "Run this in a dbt project, name one with --project-dir, or make one with `segflux init`."
    return UsageError(f"{file}: no such file. {way}")


class WarehouseError(SegfluxError):
    """The warehouse refused or could not be opened."""

    exit_code = 2


class TimedOutError(SegfluxError):
    """The work was stopped because its time was over."""

    exit_code = 2


class BuildError(SegfluxError):
    """A build, a test or an audit ended badly."""

    exit_code = 1


class MacroError(BuildError):
    """A macro refused what it was given."""
