"""Versions that do not go together: the engine, the project's macros and models, the installed Segflux."""

from collections.abc import Iterator
from pathlib import Path

from segflux_cli import __version__
from segflux_cli.compiler.files.shipped import other_version
from segflux_cli.doctor.troubles import Patient, Trouble
from segflux_cli.warehouse.query import ask

OLDEST = (25, 8)  # of ClickHouse


def versions(patient: Patient) -> Iterator[Trouble]:
    """An engine older than what Segflux is tried on; macros and models of another Segflux."""
    version: str = ask(patient.client, "select version() as version")[0]["version"]
    parts = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if parts < OLDEST:
        yield Trouble(
            "versions",
            f"ClickHouse is {version}",
            f"Segflux is tried on {OLDEST[0]}.{OLDEST[1]} and newer; an older one may lack what it asks for.",
            "Upgrade the server before the next build.",
        )
    yield from _models(patient.project)


def _models(project: Path) -> Iterator[Trouble]:
    version = other_version(project)
    if version is not None:
        yield Trouble(
            "versions",
            f"Segflux {version} wrote the macros and models, and the installed {__version__} brings others",
            "Builds are refused: models of one version and a compiler of another do not go together.",
            "Run `segflux init --upgrade`, then `segflux compile`.",
        )
