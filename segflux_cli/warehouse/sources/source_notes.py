"""What a build noted of its sources: rows that are gone, columns of another type, sources that were read anew."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from segflux_cli.errors import Fault, Place, UsageError
from segflux_cli.spec.declared.sources import Source
from segflux_cli.spec.yaml.nodes import quoted
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.warehouse.query import ask_if_there

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


def read_source_notes(
    client: "Client", relations: Mapping[str, str], run_id: str, sources: Iterable[Source]
) -> tuple[Fault, ...]:
    """The notes of one run as warnings at the places where the sources are declared."""
    loads = relations.get("event_loads")
    if loads is None:
        return ()
    sql = f"""
        select source, shape, note from {loads}
        where run_id = {{run:String}} and note != '' order by source, shape
    """
    places: dict[tuple[str, str], Place] = {(source.name, source.kind): source.place for source in sources}
    return tuple(_as_warning(row, places) for row in ask_if_there(client, sql, {"run": run_id}))


def _as_warning(row: Mapping[str, str], places: Mapping[tuple[str, str], Place]) -> Fault:
    place = next(
        (at for key, at in places.items() if key == (row["source"], row["shape"])), Place("sources.yml")
    )
    return Fault(place, f"{row['source']} ({row['shape']}): {row['note']}", is_warning=True)


def refuse_unknown_sources(names: Iterable[str], sources: Iterable[Source]) -> None:
    """Raises UsageError for a name that no source has."""
    known = sorted({source.name for source in sources})
    for name in names:
        if name not in known:
            raise UsageError(
                f"--reload {quoted(name)}: {unknown_word(name, known, 'a source of sources.yml')}"
            )
