"""Redis: what an application asks while somebody waits: a hash for each person."""

from segflux_cli.destinations.protocol import Destination, Limits
from segflux_cli.destinations.types import DestinationType, Opening, Option
from segflux_cli.spec.declared.syncs import PROFILE_ID


def _open(opening: Opening) -> Destination:
    from segflux_cli.destinations.databases.redis import RedisDestination  # brings redis

    return RedisDestination(opening)


TYPES = (
    DestinationType(
        "redis",
        "Redis or Valkey: a hash for each person with their segments and chosen traits",
        ("add_and_remove", "add_only"),
        _open,
        options=(
            Option("host", "the server, as this machine reaches it", is_required=True, is_place=True),
            Option("port", "its port; default: 6379", kind="number", is_place=True, default=6379),
            Option(
                "database", "the number of the database; default: 0", kind="number", is_place=True, default=0
            ),
            Option("user", "a user; default: that of the server"),
            Option("password", "the password", is_secret=True),
            Option("tls", "whether the connection is encrypted; default: false", kind="truth"),
            Option("prefix", "what keys begin with; default: segflux", is_place=True, default="segflux"),
        ),
        default_match_on=(PROFILE_ID,),
        has_one_identity=True,
        is_shared=True,
        limits=Limits(rows=1_000, at_once=4, timeout=60.0),
        extra="redis",
    ),
)
