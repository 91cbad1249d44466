"""Time zones by name, and the moments at which local days begin."""

from datetime import UTC, date, datetime, time, timedelta

import pytz

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Node, quoted
from segflux_cli.spec.yaml.words import did_you_mean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_time_zone(node: Node, faults: Faults) -> str | None:
    """The name of a time zone of the IANA database."""
    name = read_text(node, "time_zone", faults)
    if name is None or name in pytz.all_timezones_set:
        return name
    question = did_you_mean(name, pytz.all_timezones)
    message = f"{quoted(name)} is not a time zone.{question} Allowed: names such as Europe/Berlin or UTC"
    faults.add(node.place, message)
    return None


def milliseconds_of(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware time, cut toward the past."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def local_midnight(day: date, zone_name: str) -> int:
    """The start of a local day in milliseconds since 1970 UTC (D4: a gap moves on, the earlier of two)."""
    wall = datetime.combine(day, time(), tzinfo=UTC)
    if not 2 <= day.year <= 9998:
        return milliseconds_of(wall)
    zone = pytz.timezone(zone_name)
    offsets = [_offset(wall + timedelta(days=days), zone) for days in (-1, 1)]
    for offset in sorted(offsets, reverse=True):
        if _offset(wall - offset, zone) == offset:
            return milliseconds_of(wall - offset)
    return milliseconds_of(wall - offsets[0])


def _offset(moment: datetime, zone: pytz.BaseTzInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
