"""The canonical words of conditions about the course of events (D25)."""

from decimal import Decimal

from segflux_cli.compiler.wording.canonical_parts import (
    count_words,
    measure_word,
    one_or_list,
    spell_filter,
    spell_operator,
)
from segflux_cli.compiler.wording.canonical_values import spell_length, spell_value, spell_window
from segflux_cli.spec.declared.operators import Filter
from segflux_cli.spec.declared.patterns import (
    ACTIVE_WITHIN,
    LAPSED_AFTER,
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
    Step,
)
from segflux_cli.spec.times.times import Duration, During, RelativePeriod, Window


def canonical_pattern(pattern: Pattern) -> str:
    """The words of the head in the order of the language, then the window and `where`."""
    if isinstance(pattern, Mostly):
        own = [f"property: {spell_value(pattern.property)}", spell_operator(pattern.operator)]
        return _joined("mostly", pattern.events, own, pattern.window, pattern.where)
    if isinstance(pattern, Resumed):
        gap = [f"after_gap: {spell_length(pattern.after_gap)}"]
        return _joined("resumed", pattern.events, gap, pattern.window, pattern.where)
    if isinstance(pattern, Regularly):
        return _joined("regularly", pattern.events, _regularly(pattern), None, pattern.where)
    if isinstance(pattern, Changed):
        return _joined("changed", pattern.events, _changed(pattern), None, pattern.where)
    return _lifecycle(pattern) if isinstance(pattern, Lifecycle) else _sequence(pattern)


def spell_step(step: Step) -> str:
    """`up_by: 20%`."""
    word = "up_by" if step.is_up else "down_by"
    return f"{word}: {_plain(step.by)}{'%' * step.is_percent}"


def _joined(
    head: str, events: tuple[str, ...], own: list[str], window: Window | None, where: Filter | None
) -> str:
    parts = [f"{head}: {one_or_list(events)}", *own]
    parts += [spell_window(window)] if window else []
    return ", ".join(parts + _where(where))


def _where(where: Filter | None) -> list[str]:
    return [f"where: {spell_filter(where)}"] if where else []


def _regularly(regularly: Regularly) -> list[str]:
    periods = regularly.periods
    how_many = f"at_least: {regularly.at_least}, of_last: {periods.of_last}"
    if isinstance(periods, CalendarPeriods):
        return [*count_words(regularly.count), f"in_{periods.unit}s: {{{how_many}}}"]
    return [
        *count_words(regularly.count),
        f"in_periods: {{of: {spell_length(periods.length)}, {how_many}}}",
    ]


def _changed(changed: Changed) -> list[str]:
    measure = changed.measure
    parts = [f"{measure_word(measure)}: {{of: {spell_value(measure.of)}}}"] if measure else []
    parts += [f"in: {_compared(changed.inside)}", f"against: {_compared(changed.against)}"]
    parts.append(spell_step(changed.change))
    least = changed.from_at_least
    return parts if least is None else [*parts, f"from_at_least: {spell_value(least)}"]


def _compared(window: Window) -> str:
    """`last 4 weeks`, `previous 4 weeks` or a mapping."""
    if isinstance(window, During) and isinstance(window.period, RelativePeriod) and window.period.count:
        period = window.period
        which = "previous" if period.skipped else "last"
        return f"{which} {f'{period.count} {period.unit}s' if period.count > 1 else period.unit}"
    return f"{{{spell_window(window)}}}"


def _lifecycle(lifecycle: Lifecycle) -> str:
    parts = [f"of: {one_or_list(lifecycle.events)}", f"stage: {one_or_list(lifecycle.stages)}"]
    parts += _length("active_within", lifecycle.active_within, ACTIVE_WITHIN)
    parts += _length("lapsed_after", lifecycle.lapsed_after, LAPSED_AFTER)
    return f"lifecycle: {{{', '.join(parts + _where(lifecycle.where))}}}"


def _length(word: str, length: Duration | None, default: Duration | None = None) -> list[str]:
    return [f"{word}: {spell_length(length)}"] if length and length != default else []


def _sequence(sequence: Sequence) -> str:
    steps: list[str] = []
    for number, step in enumerate(sequence.steps):
        steps.append(_step("then" if number else "did", step))
        steps += [_step("then_not", absence) for absence in step.absences]
    parts = [f"sequence: [{', '.join(steps)}]", *_length("inside", sequence.inside)]
    parts += [f"same: {spell_value(sequence.same)}"] if sequence.same else []
    return ", ".join(parts + ([spell_window(sequence.window)] if sequence.window else []))


def _step(word: str, step: SequenceStep | Absence) -> str:
    parts = [f"{word}: {one_or_list(step.events)}", *_length("within", step.within), *_where(step.where)]
    return f"{{{', '.join(parts)}}}"


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole if number == whole else number.normalize():f}"
