"""Clauses for people about the course of events."""

from segflux_cli.compiler.wording.canonical_patterns import spell_step
from segflux_cli.compiler.wording.canonical_values import spell_days
from segflux_cli.compiler.wording.sentence_parts import (
    counts,
    event_words,
    filter_words,
    join,
    measure_words,
    name,
    test_words,
    window_words,
)
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.declared.patterns import (
    Absence,
    CalendarPeriods,
    Changed,
    Lifecycle,
    Mostly,
    Pattern,
    Regularly,
    Resumed,
    Sequence,
    SequenceStep,
)
from segflux_cli.spec.times.times import During, RelativePeriod, Window


def pattern_clause(pattern: Pattern) -> str:
    """`who came back to …`, `whose most frequent …`."""
    if isinstance(pattern, Sequence):
        return _sequence(pattern)
    events = f"{event_words(pattern.events)}{_where(pattern.where)}"
    if isinstance(pattern, Mostly):
        window = f" {window_words(pattern.window)}" if pattern.window else ""
        words = test_words(pattern.operator)
        return f"whose most frequent {name(pattern.property)} of {events}{window} {words}"
    if isinstance(pattern, Resumed):
        gap = spell_days(pattern.after_gap)
        return f"who did {events} {window_words(pattern.window)} again after {gap} or longer without it"
    if isinstance(pattern, Regularly):
        return f"who did {events} {_regularly(pattern)}"
    if isinstance(pattern, Changed):
        return _changed(pattern, events)
    return _lifecycle(pattern, events)


def _where(where: Filter | None) -> str:
    return f" where {filter_words(where)}" if where else ""


def _regularly(regularly: Regularly) -> str:
    periods = regularly.periods
    kind = (
        f"{periods.unit}s"
        if isinstance(periods, CalendarPeriods)
        else f"periods of {spell_days(periods.length)}"
    )
    count = counts(regularly.count)
    words = f"in at least {regularly.at_least} of the last {periods.of_last} {kind}"
    return f"{count} {words}" if count else words


def _changed(changed: Changed, events: str) -> str:
    measured = measure_words(changed.measure) if changed.measure else "number"
    direction = "rose" if changed.change.is_up else "fell"
    step = spell_step(changed.change).split(": ")[1]
    least = "" if changed.from_at_least is None else f", from at least {changed.from_at_least:g}"
    windows = f"{_compared(changed.inside)} against {_compared(changed.against)}"
    return f"whose {measured} of {events} {direction} by at least {step} {windows}{least}"


def _compared(window: Window) -> str:
    if isinstance(window, During) and isinstance(window.period, RelativePeriod) and window.period.skipped:
        period = window.period
        return (
            f"the {period.count} {period.unit}s before" if period.count > 1 else f"the {period.unit} before"
        )
    return window_words(window)


def _lifecycle(lifecycle: Lifecycle, events: str) -> str:
    lengths = (
        f"active within {spell_days(lifecycle.active_within)}, lapsed after "
        f"{spell_days(lifecycle.lapsed_after)}"
    )
    return f"who are {join(lifecycle.stages, 'or')} by {events} ({lengths})"


def _sequence(sequence: Sequence) -> str:
    words: list[str] = []
    for number, step in enumerate(sequence.steps):
        words.append(_step("then" if number else "did", step))
        words += [_step("then not", absence) for absence in step.absences]
    whole = f"who {', '.join(words)}"
    whole += f", all inside {spell_days(sequence.inside)}" if sequence.inside else ""
    whole += f", with the same {name(sequence.same)}" if sequence.same else ""
    return whole + (f", {window_words(sequence.window)}" if sequence.window else "")


def _step(word: str, step: SequenceStep | Absence) -> str:
    within = f" within {spell_days(step.within)}" if step.within else ""
    return f"{word} {event_words(step.events)}{_where(step.where)}{within}"
