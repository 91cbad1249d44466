"""MySQL and MariaDB: members as the rows of a table of ours."""

from segflux_cli.destinations.protocol import Destination, Limits
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.spec.declared.syncs import PROFILE_ID


def _open(opening: Opening) -> Destination:
    from segflux_cli.destinations.databases.mysql import MysqlDestination  # brings pymysql

    return MysqlDestination(opening)


TYPES = (
    DestinationType(
        "mysql",
        "MySQL or MariaDB: the members as rows of a table",
        ("add_and_remove", "add_only", "upsert", "full", "mirror"),
        _open,
        options=(
            Option(
                "host",
                "the server, as the warehouse and this machine reach it",
                is_required=True,
                is_place=True,
            ),
            Option("port", "its port; default: 3306", kind="number", is_place=True, default=3306),
            Option("database", "the database of the tables", is_required=True, is_place=True),
            Option("user", "a user that may create tables in the database", is_required=True),
            Option("password", "its password", is_secret=True, is_required=True),
        ),
        audience=(
            Option("table", "the table; default: the segment's name", is_place=True, default="{segment}"),
        ),
        default_match_on=(PROFILE_ID,),
        limits=Limits(rows=100_000, at_once=1, timeout=300.0),  # two writers of one table would deadlock
        fields_in=("table",),
        columns=("segflux_key", "profile_id", "synced_at"),
        folds_names=True,
        extra="mysql",
    ),
)
