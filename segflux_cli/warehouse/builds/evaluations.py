"""What the log of evaluations says of each segment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from segflux_cli.warehouse.query import ask

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


@dataclass(frozen=True)
class Evaluated:
    """A segment at its newest evaluation up to an instant."""

    as_of: datetime
    definition_hash: str
    status: str
    verdict: str


def read_evaluated(
    client: "Client", relations: Mapping[str, str], as_of: datetime, also: Iterable[str] = ()
) -> Mapping[str, Evaluated]:
    """Each segment that the last build knows, as of the instant or the newest evaluation before it.

    `also` are names whose past goes on at the next build, though the last one may have been without them.
    """
    rows = ask(
        client,
        f"""
        select segment, as_of, max(definition_hash) as definition, max(status) as its_status, max(verdict) as said
        from {relations["fct_segment_bitmaps"]}
        where (
                segment in (select segment from {relations["dim_segments"]})
                or has({{also:Array(String)}}, segment)
            )
            and as_of <= {{as_of:DateTime64(3, 'UTC')}}
        group by segment, as_of
        order by segment, as_of desc
        limit 1 by segment
        """,
        {"as_of": as_of, "also": sorted(also)},
    )
    return {
        str(row["segment"]): Evaluated(
            row["as_of"].replace(tzinfo=UTC), str(row["definition"]), str(row["its_status"]), str(row["said"])
        )
        for row in rows
    }
