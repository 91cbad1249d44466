"""Values, times and lengths that tend to find mistakes, drawn for rows and for specs alike."""

from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.times import EPOCH, MILLISECOND, Moment, midnight, minus, time_of
from tests.oracle.values import Value

MOMENTS = [
    "2026-06-01T12:00:00Z",
    "2026-03-31T23:59:59.999Z",
    "2026-03-29T10:00:00Z",  # the day the clocks go forward in Europe
    "2026-04-29T00:30:00Z",  # a month before lies in Berlin's gap
    "2026-11-25T01:30:00Z",  # a month before lies in Berlin's double hour
    "2026-11-01T06:30:00Z",  # in New York's double hour
    "2028-02-29T00:00:00Z",
    "2027-01-01T00:00:00Z",
    "2026-05-11T00:00:00.001Z",  # a Monday
]
ZONES = [
    "UTC",
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/St_Johns",
    "Asia/Beirut",  # on 29 March 2026 it had no midnight
]
LENGTHS = [
    "1 second",
    "90 minutes",
    "24 hours",
    "1 day",
    "7 days",
    "2 weeks",
    "30 days",
    "1 month",
    "3 months",
    "13 months",
    "1 year",
    "365 days",
]
PERIODS = [
    "today",
    "yesterday",
    "this week",
    "last week",
    "last 3 weeks",
    "last 2 days",
    "this month",
    "last month",
    "last 2 months",
    "last 2 quarters",
    "this quarter",
    "last quarter",
    "this year",
    "last year",
    "2026",
    "2026-03",
    "2026-03-29",
]
NUMBERS: list[Value] = [
    0,
    1,
    2,
    3,
    5,
    10,
    12.5,
    -3,
    0.1,
    0.2,
    0.30000001,
    1.0000005,
    -1.0000005,
    10.0,
    -0.0,
    1e21,
    1e-7,
    9007199254740992,
    9007199254740993,
    18446744073709551615,
    -9223372036854775808,
]
SMALL_NUMBERS: list[Value] = [0, 1, 2, 3, 5, 10, 12.5, -3, 0.1, 0.2, 0.30000001, 1.0000005, 10.0]
NUMBER_TEXTS: list[Value] = [
    " 10 ",
    "+5",
    "1e1",
    ".5",
    "1.",
    "10.0",
    "-0",
    "0x10",
    "1e999",
    "9007199254740993",
]
TEXTS: list[Value] = [
    "",
    " ",
    "a",
    "A",
    "ab",
    "a\nb",
    "true",
    "null",
    "NO",
    "Straße",
    "STRAẞE",
    "ΟΔΟΣ",
    "οδος",
    "İstanbul",
    "naïve ☕",
    "it's \\' {{ x }} {0} %s #",
    '"]},[',
    "100%",
    "a_b",
    "-1",
]
TIMES: list[Value] = [
    "1990-06-03",
    "2000-02-29",
    "2026-02-30",
    "31/03/2021",
    "2026-05-31 10:00",
    "2026-05-31T10:00:00.0009+02:00",
    "1969-12-31T23:59:59.999Z",
    1780272000,
    1780272000123,
    1780272000.25,
    "1780272000",
]
WORDS: list[Value] = ["toy", "book", "Toy", "car", "", "10", 10, True]


def value(random: Random) -> Value:
    """Any value at all, lists and objects included."""
    pick = random.random()
    if pick < 0.1:
        return random.choice([None, True, False, [], {}, [None], float("nan")])
    if pick < 0.2:
        return [random.choice(WORDS) for _ in range(random.randint(0, 3))]
    return scalar(random)


def scalar(random: Random) -> Value:
    """A number, a text or a time."""
    return random.choice(random.choice([NUMBERS, NUMBER_TEXTS, TEXTS, TIMES, WORDS]))


def length(random: Random) -> str:
    """A length of time."""
    return random.choice(LENGTHS)


def instant(random: Random, moments: list[str]) -> int:
    """A time near an edge that some window of some segment has, or anywhere in three years."""
    zone = ZoneInfo(random.choice(ZONES))
    as_of = time_of(random.choice(moments)) or 0
    moment = Moment(as_of, zone)
    pick = random.random()
    if pick < 0.4:
        return minus(moment, length(random)) + random.choice([-1, 0, 1, 1])
    if pick < 0.5:
        return as_of + random.choice([-1, 0, 1])
    if pick < 0.75:
        day = moment.local.date() - timedelta(days=random.choice([0, 0, 1, 2, 6, 7, 30, 60, 365]))
        return midnight(day.replace(day=random.choice([day.day, 1])), zone) + random.choice([-1, 0])
    return as_of - random.randint(-5 * 86_400_000, 800 * 86_400_000)


def written(random: Random, milliseconds: int) -> Any:
    """One of the ways to write an instant."""
    if random.random() < 0.1 and milliseconds > 10**11:
        return milliseconds
    return as_text(milliseconds) + random.choice(["Z", "Z", "", "+00:00"])


def as_text(milliseconds: int) -> str:
    """The instant in UTC, without a zone."""
    text = (EPOCH + milliseconds * MILLISECOND).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00")
