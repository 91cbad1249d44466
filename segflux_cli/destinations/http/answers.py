"""What a provider's answer says of the rows that were sent: JMESPath expressions of its file, read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from segflux_cli.destinations.failures import TransientError
from segflux_cli.destinations.protocol import Row


@dataclass(frozen=True)
class RowReading:
    """How an answer speaks of single rows; the expressions but `items` are worked out on each item.

    An item belongs to the row at `index` of the request, to the row sent with this `value` (or with one of
    these, where it is a list), or the items are `in_order` of the rows, one for each.
    """

    items: str
    gives: str  # a reason, or the id of the person there
    index: str = ""
    value: str = ""
    skips: str = ""  # items of which this is true say nothing
    in_order: bool = False


@dataclass(frozen=True)
class Existing:
    """The text of a refusal that names the id of a person who is there already, and what stands before the id."""

    told: str
    after: str

    def id_in(self, answer: Any) -> str:
        """The id; '' where the answer says something else."""
        text = found(self.told, answer)
        rest = text.partition(self.after)[2].split() if isinstance(text, str) else []
        return rest[0] if rest else ""


def found(expression: str, answer: Any) -> Any:
    """What an expression gives of an answer; None where there is nothing. Raises TransientError where it can't say."""
    try:
        return _compiled(expression).search(answer)
    except (
        JMESPathError
    ) as error:  # such as a text where the provider's file reads a list; it may hold anything
        raise TransientError("the answer has another form than the provider's file reads") from error


def read_rows(reading: RowReading, answer: Any, rows: Sequence[Row]) -> dict[str, str]:
    """By key of the row, what the answer gives for it; items that belong to no row are left out."""
    return dict(read_items(reading, answer, rows))


def read_items(reading: RowReading, answer: Any, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The same, item by item: a key for each that belongs to a row, also where several belong to one."""
    items = found(reading.items, answer)
    return list(_read(reading, items if isinstance(items, list) else [], rows))


def count_items(reading: RowReading, answer: Any) -> int:
    """How many items there are that say something, whether or not they belong to a row."""
    items = found(reading.items, answer)
    said = items if isinstance(items, list) else []
    return sum(not (reading.skips and found(reading.skips, item)) for item in said)


def _read(reading: RowReading, items: list[Any], rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    by_value = _by_value(rows) if reading.value and items else {}
    for position, item in enumerate(items):
        if reading.skips and found(reading.skips, item):
            continue
        key = _key_at(position, rows) if reading.in_order else _key_of(reading, item, rows, by_value)
        given = found(reading.gives, item)
        if key is not None and given is not None:
            yield key, given if isinstance(given, str) else str(given)


def _key_of(reading: RowReading, item: Any, rows: Sequence[Row], by_value: Mapping[str, str]) -> str | None:
    if reading.value:
        value = found(reading.value, item)
        values = value if isinstance(value, list) else [] if value is None else [value]
        spelled = [str(each).strip() for each in values]
        known = (by_value.get(each) or by_value.get(each.lower()) for each in spelled)
        return next(filter(None, known), None)
    index = found(reading.index, item)
    return _key_at(int(index), rows) if str(index).isdecimal() else None


def _key_at(position: int, rows: Sequence[Row]) -> str | None:
    return rows[position].key if position < len(rows) else None


def _by_value(rows: Sequence[Row]) -> dict[str, str]:
    """Providers give addresses back in lower case at times, which says whose they are where only one has it so."""
    sent = [(value, row.key) for row in rows for value in (*row.ids.values(), row.remote_id) if value]
    sent += [(own, row.key) for row in rows for own in (row.profile_id, row.key)]
    folded: dict[str, set[str]] = {}
    for value, key in sent:
        folded.setdefault(value.lower(), set()).add(key)
    alone = {value: key for value, keys in folded.items() if len(keys) == 1 for key in keys}
    return alone | dict(sent)


@cache
def _compiled(expression: str) -> ParsedResult:
    return jmespath.compile(expression)
