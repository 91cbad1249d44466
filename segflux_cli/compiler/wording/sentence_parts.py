"""The parts of a sentence about a segment: windows, counts, operators, filters."""

from collections.abc import Sequence

from segflux_cli.compiler.wording.canonical_values import spell_bound, spell_days, spell_window
from segflux_cli.spec.declared.conditions import Behavior, Related
from segflux_cli.spec.declared.measures import Amount, Count, Measure
from segflux_cli.spec.declared.operators import (
    ElementTest,
    Filter,
    Operator,
    OtherTrait,
    PropertyTest,
    Scalar,
)
from segflux_cli.spec.declared.text_form import text_form
from segflux_cli.spec.times.times import Ago, Between, Duration, Instant, LocalDate, TimeBound, Window, Within

_WORDS = {
    "is": "is {}",
    "is_not": "is not {}",
    "at_least": "is at least {}",
    "at_most": "is at most {}",
    "more_than": "is more than {}",
    "less_than": "is less than {}",
    "contains": "contains {}",
    "does_not_contain": "does not contain {}",
    "starts_with": "starts with {}",
    "ends_with": "ends with {}",
    "matches": "matches {}",
    "does_not_match": "does not match {}",
    "has_any": "includes {}",
    "has_all": "includes {}",
    "has_none": "does not include {}",
    "newer_than": "lies in the last {}",
    "older_than": "is {} ago or longer",
    "after": "is {} or later",
    "before": "is before {}",
    "on": "is on {}",
    "anniversary_within": "has its anniversary within {}",
}


def join(parts: Sequence[str], word: str) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def name(text: str) -> str:
    """A name as one says it."""
    return text.replace("[]", "").replace("_", " ").strip() or text


def test_words(operator: Operator) -> str:
    """`is at least 5`."""
    if operator.word == "exists":
        return "is known" if operator.values[0] else "is not known"
    sides = [_side(side) for side in operator.values]
    if operator.word == "between":
        is_time = isinstance(operator.values[0], Ago | Instant | LocalDate)
        return f"is from {sides[0]} to {'before ' if is_time else ''}{sides[-1]}"
    return _WORDS[operator.word].format(join(sides, "and" if operator.word == "has_all" else "or"))


def counts(count: Count) -> str:
    """`2 to 5 times`; empty for the default of at least once."""
    low, high = count.at_least, count.at_most
    exactly = low if low is not None and low == high else count.exactly
    if exactly is not None:
        return f"exactly {_times(exactly)}"
    if low and high is not None:
        return f"{low} to {_times(high)}"
    if high is not None:
        return f"at most {_times(high)}"
    return f"at least {_times(low)}" if low is not None and low != 1 else ""


def active_periods(behavior: Behavior) -> str:
    """`on at least 3 different days`."""
    return join([f"on {_numbers(each.operators)} different {each.unit}s" for each in behavior.periods], "and")


def measures(behavior: Behavior | Related) -> str:
    """`with a total revenue of at least 500`."""
    amounts = [_amount(amount) for amount in behavior.amounts]
    return f"with {join(amounts, 'and')}" if amounts else ""


def _amount(amount: Amount) -> str:
    numbers = _numbers(amount.operators)
    if amount.measure.kind == "distinct":
        return f"{numbers} different values of {name(amount.measure.of)}"
    words = measure_words(amount.measure)
    return f"{'an' if words.startswith('average') else 'a'} {words} of {numbers}"


def measure_words(measure: Measure) -> str:
    """`total revenue`."""
    path = name(measure.of)
    if measure.kind == "distinct":
        return f"number of different values of {path}"
    if measure.kind == "percentile" and measure.percentile != 50:
        return f"percentile {measure.percentile} of {path}"
    words = {"percentile": "median", "smallest": "lowest", "largest": "highest"}
    return f"{words.get(measure.kind, measure.kind)} {path}"


def _numbers(operators: Sequence[Operator]) -> str:
    """`at least 3 and less than 10`."""
    return join([_number_words(each) for each in operators], "and")


def _number_words(operator: Operator) -> str:
    words = test_words(operator).removeprefix("is ").removeprefix("from ")
    return f"exactly {words}" if operator.word == "is" else words


def window_words(window: Window | None) -> str:
    """`in the last 7 days`; empty for all history."""
    if window is None:
        return ""
    if isinstance(window, Within):
        return f"in the last {_length(window.length)}"
    if isinstance(window, Between):
        return _between(window)
    words = spell_window(window).removeprefix("during: ")
    if words in ("today", "yesterday") or words.startswith("this "):
        return words
    if not words.startswith("last "):
        return f"in {words}" if len(words) < 10 else f"on {words}"
    return f"in the {words}" if words[5].isdigit() else words


def filter_words(block: Filter) -> str:
    """What one event must satisfy."""
    word = "and" if block.mode == "all" else "or"
    inner = join([_test(test) for test in block.tests], word)
    return f"not ({inner})" if block.mode == "none" else inner


def window_and_where(window: Window | None, where: Filter | None) -> str:
    """` in the last 90 days where …`, as far as there are such words."""
    words = f" {window_words(window)}" if window else ""
    return words + (f" where {filter_words(where)}" if where else "")


def _test(test: PropertyTest | ElementTest | Filter) -> str:
    if isinstance(test, PropertyTest):
        return f"{name(test.path)} {join([test_words(each) for each in test.operators], 'and')}"
    if isinstance(test, ElementTest):
        return f"one of {name(test.path)} has ({filter_words(test.filter)})"
    return f"({filter_words(test)})" if len(test.tests) > 1 else filter_words(test)


def _between(window: Between) -> str:
    if window.start and window.end:
        return f"from {_bound(window.start)} to before {_bound(window.end)}"
    return f"since {_bound(window.start)}" if window.start else f"before {_bound(window.end)}"


def _bound(bound: TimeBound | None) -> str:
    return spell_bound(bound).replace("T", " ").replace("Z", " UTC") if bound else ""


def _side(side: Scalar | Duration | TimeBound | OtherTrait) -> str:
    if isinstance(side, OtherTrait):
        return f"their {name(side.name)}"
    if isinstance(side, Duration):
        return _length(side)
    if isinstance(side, Ago | Instant | LocalDate):
        return _bound(side)
    return _value(side)


def _value(value: Scalar) -> str:
    """A text in quotes where a reader could not tell where it ends."""
    if not isinstance(value, str):
        return text_form(value)
    return value if value.isalnum() else f"“{value}”"


def _length(length: Duration) -> str:
    return spell_days(length)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def event_words(events: tuple[str, ...]) -> str:
    """`“order completed” or anything that begins “page”`."""
    return "anything" if "*" in events else join([_event(each) for each in events], "or")


def _event(event: str) -> str:
    return f"anything that begins “{event[:-1]}”" if event.endswith("*") else f"“{name(event)}”"
