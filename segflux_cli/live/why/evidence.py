"""The rows that a condition looks at for one person, and what it measures over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from segflux_cli.compiler.leaves.amounts import measure_sql, periods_sql
from segflux_cli.compiler.leaves.related import RecordDocument
from segflux_cli.compiler.values.values import EventDocument
from segflux_cli.compiler.wording.canonical_parts import measure_word
from segflux_cli.spec.declared.conditions import Behavior, Condition, Related

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 5  # rows


@dataclass(frozen=True)
class Evidence:
    """One row that a condition looks at: an event, a value of a trait, the state of a record."""

    at: datetime
    what: str
    value: str  # JSON


def rows_sql(source: Mapping[str, str]) -> str:
    """The newest rows, each with the number of all: at (milliseconds), what, value, found."""
    return (
        f"select toUnixTimestamp64Milli(occurred_at) as at, toString({source['what']}) as what,"
        f" {source['value']} as value, toUInt64(count() over ()) as found from {source['rows']}"
        f" order by occurred_at desc limit {_MOST}"
    )


def evidence_of(row: Sequence[object]) -> Evidence:
    """A row of `rows_sql`."""
    at, what, value = row[:3]
    return Evidence(_EPOCH + timedelta(milliseconds=int(str(at))), str(what), str(value))


def measures_of(condition: Condition, time_zone: str) -> dict[str, str]:
    """What the condition measures besides counting, in its own words, each as SQL over its rows."""
    if not isinstance(condition, Behavior | Related):
        return {}
    document = RecordDocument() if isinstance(condition, Related) else EventDocument()
    found = {
        f"{measure_word(amount.measure)} of {amount.measure.of}": measure_sql(amount.measure, document)
        for amount in condition.amounts
    }
    # an average is kept in whole millionths
    found = {word: f"{sql} / 1000000" if word.startswith("average ") else sql for word, sql in found.items()}
    periods = condition.periods if isinstance(condition, Behavior) else ()
    return found | {f"{each.unit}s": periods_sql(each, time_zone) for each in periods}


def measured_sql(source: Mapping[str, str], measures: Mapping[str, str]) -> str:
    """One row with the measures in their order, as texts."""
    listed = ", ".join(f"ifNull(toString({sql}), '')" for sql in measures.values())
    return f"select {listed} from {source['measured_rows']}"
