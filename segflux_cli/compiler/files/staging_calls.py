"""What a source says, as calls of the staging macros and fragments of SQL."""

import re

from segflux_cli.literals import spell_jinja, spell_name, spell_text
from segflux_cli.spec.declared.sources import Column, EventName, Source, TimeColumn, ValueColumn, columns_of

ROWS = "source_rows"

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NO_TIME = "cast(null as Nullable(DateTime64(3, 'UTC')))"
_EPOCH = "toDateTime64(0, 3, 'UTC')"


def spell_column(column: Column) -> str:
    """A column of the source in SQL; the table before it keeps our own aliases from hiding it."""
    name = column.name
    return f"{ROWS}.{name if _PLAIN_NAME.fullmatch(name) else spell_name(name)}"


def occurred_at(source: Source) -> str:
    """When a row happened, null where it cannot be told."""
    if source.at is None:
        return _NO_TIME
    if isinstance(source.at, TimeColumn):
        return _read_time(source.at)
    return f"toNullable(fromUnixTimestamp64Milli(toInt64({source.at.milliseconds}), 'UTC'))"


def arrived_at(source: Source) -> str:
    """When a row reached the warehouse: 1970 where that cannot be read, its own time where nobody says."""
    read = _read_time(source.arrived_at) if source.arrived_at else "occurred_at"
    return f"ifNull({read}, {_EPOCH})"


def arrival_order(source: Source) -> str:
    """The place of a row among those that arrived together."""
    if source.order is None:
        return "toUInt64(0)"
    return f"toUInt64OrZero(toString({spell_column(source.order)}))"


def first_seen_at(source: Source) -> str:
    """When the source first saw the row's identifiers, null unless it says so."""
    return _read_time(source.first_seen_at) if source.first_seen_at else _NO_TIME


def event_name(event: EventName) -> str:
    """The name of a row's event."""
    if event.constant is not None or event.column is None:
        return spell_text(event.constant or "")
    read = f"ifNull({read_text(event.column)}, '')"
    if not event.names:
        return read
    raw = ", ".join(spell_text(value) for value, _ in event.names)
    names = ", ".join(spell_text(name) for _, name in event.names)
    return f"transform({read}, [{raw}], [{names}], {read})"


def kept_names(event: EventName | None) -> str | None:
    """The condition that leaves out rows of names the map does not know, if it shall."""
    if event is None or event.unmapped == "keep" or event.column is None:
        return None
    raw = ", ".join(spell_text(value) for value, _ in event.names)
    return f"{read_text(event.column)} in ({raw})"


def identifiers(source: Source) -> str:
    """The identifiers of a row."""
    pairs = [
        f"[{spell_jinja(each.type)}, {spell_jinja(spell_column(each.column))}]" for each in source.identifiers
    ]
    return _call("read_identifiers", _list(pairs))


def values(source: Source) -> str:
    """The properties or traits of a row, as the text of a JSON object."""
    return f"{{{{ {_read_values(source)} }}}}"


def record_document(source: Source) -> str:
    """The state of a record under the name of its kind, as one JSON object."""
    if source.record is None or source.record_id is None:
        raise TypeError(f"the source {source.name} has no records")
    arguments = [
        spell_jinja(source.record),
        spell_jinja(spell_column(source.record_id)),
        _read_values(source),
    ]
    arguments += [f"deleted={spell_jinja(spell_column(source.deleted))}"] if source.deleted else []
    arguments += [] if source.kind == "records" else [f"shape={spell_jinja(source.kind)}"]
    return _call("read_record", ", ".join(arguments))


def row_key(source: Source) -> str:
    """What makes a row of a mutable table the same row as an earlier one, '' without any key."""
    texts = [f"ifNull({read_text(column)}, '')" for column in source.mutable]
    if len(texts) == 1:
        return texts[0]
    listed = ", ".join(texts)
    return f"if(concat({listed}) = '', '', toJSONString([{listed}]))"


def event_id(source: Source) -> str:
    """The id that the source gives an event, or '' where it gives none."""
    if source.event_id is None:
        return row_key(source) if source.mutable else "''"
    return f"ifNull({read_text(source.event_id)}, '')"


def row_hash(source: Source) -> str:
    """The hash of a whole row; where ids are made of it a mapped value counts together with its column."""
    if not source.is_numbered:
        return _call("row_hash", spell_jinja(ROWS))
    names = [spell_jinja(name) for name in sorted({column.name for column in columns_of(source)})]
    return _call("row_hash", f"{spell_jinja(ROWS)}, {_list(names)}")


def is_unread(value: ValueColumn) -> str:
    """The condition that a column holds something and it does not read as the value's type."""
    column = spell_column(value.column)
    arguments = f"{spell_jinja(column)}, {spell_jinja(value.type or 'text')}"
    is_text = _call("_is_of_type", f"{spell_jinja(column)}, '(String|FixedString)'")
    conditions = {
        "time": f"{_read_time(TimeColumn(value.column, value.format, value.time_zone))} is null",
        "json": f"{is_text} and not isValidJSON(ifNull(toString({column}), 'null'))",
    }
    stays_text = f"startsWith({_call('read_value', arguments)}, '\"')"
    return f"trimBoth(toString({column})) != '' and {conditions.get(value.type or 'text', stays_text)}"


def _read_values(source: Source) -> str:
    if isinstance(source.values, Column):
        return f"segflux.read_whole_object({spell_jinja(spell_column(source.values))})"
    return f"segflux.read_object({_list([_value(value) for value in source.values])})"


def _value(value: ValueColumn) -> str:
    given = [("name", value.name), ("column", spell_column(value.column)), ("type", value.type)]
    given += [("format", value.format), ("time_zone", value.time_zone)]
    pairs = ", ".join(f'"{word}": {spell_jinja(text)}' for word, text in given if text is not None)
    return f"{{ {pairs} }}"  # the blanks keep its braces from ending the Jinja tag


def read_text(column: Column) -> str:
    """A column as text, null where it is no UTF-8."""
    return _call("read_text", spell_jinja(spell_column(column)))


def _read_time(time: TimeColumn) -> str:
    words = [spell_jinja(spell_column(time.column))]
    words += [f"format={spell_jinja(time.format)}"] if time.format else []
    words += [f"time_zone={spell_jinja(time.time_zone)}"] if time.time_zone else []
    return _call("read_time", ", ".join(words))


def _call(macro: str, arguments: str) -> str:
    return f"{{{{ segflux.{macro}({arguments}) }}}}"


def _list(items: list[str]) -> str:
    if len(items) < 2:
        return f"[{''.join(items)}]"
    lines = "".join(f"\n            {item}," for item in items)
    return f"[{lines}\n        ]"
