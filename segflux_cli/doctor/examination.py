"""All checks, one after the other; one that can't be made is told and keeps none of the others from being made."""

from collections.abc import Callable, Iterator
from pathlib import Path

from segflux_cli.doctor.freshness import builds, events, sources, syncs
from segflux_cli.doctor.state import leases, number_spaces, rights
from segflux_cli.doctor.tables import leftovers, orphans
from segflux_cli.doctor.troubles import Patient, Trouble
from segflux_cli.doctor.versions import versions
from segflux_cli.errors import SegfluxError, WarehouseError
from segflux_cli.spec.project.segment_files import segment_files
from segflux_cli.spec.segments.handwritten_segments import find_handwritten_segments
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import read_target
from segflux_cli.warehouse.query import MissingTableError
from segflux_cli.warehouse.relations import read_owned, read_relations

_NOT_BUILT = "The last build did not come to its end, or this is another warehouse."
CHECKS: tuple[Callable[[Patient], Iterator[Trouble]], ...] = (
    versions,
    rights,
    leases,
    leftovers,
    orphans,
    number_spaces,
    builds,
    events,
    sources,
    syncs,
)


def examine(project: Path, target_name: str | None, *, fix: bool) -> tuple[tuple[Trouble, bool], ...]:
    """Every trouble, and whether it was mended; raises UsageError before the first build."""
    target = read_target(project, target_name)
    relations, owned = read_relations(project, target), read_owned(project, target)
    client = connect(target)
    try:
        patient = Patient(project, target, client, relations, owned, _declared(project))
        found = [trouble for check in CHECKS for trouble in _made(check, patient)]
        return tuple((trouble, fix and _mended(trouble)) for trouble in found)
    finally:
        client.close()


def _made(check: Callable[[Patient], Iterator[Trouble]], patient: Patient) -> list[Trouble]:
    try:
        return list(check(patient))
    except (WarehouseError, KeyError) as error:
        name = check.__name__
        told = str(error) if isinstance(error, SegfluxError) else f"the project has no model {error}"
        is_missing = isinstance(error, MissingTableError)
        matters = _NOT_BUILT if is_missing else "Nothing is known of it."
        return [Trouble(name, f"could not be looked at: {told}", matters, "Run `segflux build`.")]


def _mended(trouble: Trouble) -> bool:
    if trouble.mend is None:
        return False
    trouble.mend()
    return True


def _declared(project: Path) -> frozenset[str]:
    faults = Faults()  # `segflux check` tells them
    names = {path.stem for path in segment_files(project, faults)}
    return frozenset(names | {model.name for model in find_handwritten_segments(project, faults)})
