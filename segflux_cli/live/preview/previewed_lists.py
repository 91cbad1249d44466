"""Lists that a preview can read: those that a build has gathered."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from segflux_cli.errors import UsageError
from segflux_cli.live.planned_segments import PlannedSegment
from segflux_cli.warehouse.statements import fetch

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_GATHERED = "int_segment_lists"


def check_lists(client: "Client", relations: Mapping[str, str], segments: Iterable[PlannedSegment]) -> None:
    """Raises UsageError for lists of which no build has read an id: their members would seem to be nobody."""
    leaves = [leaf for segment in segments for leaf in segment.said["leaves"].values()]
    wanted = {(str(leaf["list"]), str(leaf["id_type"])) for leaf in leaves if leaf["kind"] == "listed"}
    if not wanted:
        return
    found: set[tuple[str, str]] = set()
    if _GATHERED in relations:
        _, rows = fetch(client, f"select distinct list, id_type from {relations[_GATHERED]}")
        found = {(str(row[0]), str(row[1])) for row in rows}
    if missing := sorted(wanted - found):
        names = ", ".join(f"{name} ({id_type})" for name, id_type in missing)
        raise UsageError(
            f"No build has read an id of the lists {names} yet. "
            "Save the segment and run `segflux build` once, which also loads seeds; later previews know them."
        )
