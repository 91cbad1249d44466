"""A table in the warehouse itself, outside of what dbt builds, or in another ClickHouse: typed, replaced as a whole."""

from segflux_cli.destinations.protocol import Destination, Limits
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.spec.declared.syncs import PROFILE_ID


def _open(opening: Opening) -> Destination:
    if opening.options.get("url"):
        from segflux_cli.destinations.remote_table import RemoteTable  # brings httpx

        return RemoteTable(opening)
    from segflux_cli.destinations.warehouse_table import WarehouseTable

    return WarehouseTable(opening)


TYPES = (
    DestinationType(
        "clickhouse",
        "a table in your ClickHouse, or in another: the members with chosen traits",
        ("full", "mirror"),
        _open,
        options=(
            Option("database", "the database of the tables; it must exist", is_required=True, is_place=True),
            Option(
                "url",
                "the HTTP interface of another ClickHouse; default: the warehouse itself",
                is_place=True,
            ),
            Option("user", "a user of that ClickHouse; default: default", default="default"),
            Option("password", "the user's password there", is_secret=True),
        ),
        audience=(
            Option("table", "the table; default: the segment's name", is_place=True, default="{segment}"),
        ),
        default_match_on=(PROFILE_ID,),
        limits=Limits(rows=1_000_000_000, at_once=1, timeout=3_600.0),
        is_one_batch=True,
        columns=("profile_id",),
    ),
)
