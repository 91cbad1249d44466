"""What a computed trait is, as a sentence for people."""

from segflux_cli.compiler.wording.sentence_parts import event_words, measure_words, name, window_and_where
from segflux_cli.spec.declared.computed_traits import ComputedTrait, LeftOut


def sentence_of_trait(trait: ComputedTrait) -> str:
    """`The total revenue of “order completed” in the last 90 days.`."""
    events = f"{event_words(trait.events)}{window_and_where(trait.window, trait.where)}"
    left_out = "".join(_left_out(each) for each in trait.left_out)
    words = f"{_value(trait)} of {events}{left_out}."
    return words[:1].upper() + words[1:]


def _value(trait: ComputedTrait) -> str:
    if trait.measure is not None:
        return f"the {measure_words(trait.measure)}"
    if trait.kind == "count":
        return "the number"
    if trait.kind == "list":
        return f"up to {trait.at_most} {name(trait.of or '')} values, the newest first,"
    which = {"first": "first", "last": "last", "mostly": "most frequent"}[trait.kind]
    return f"the {which} {name(trait.of) if trait.of else 'time'}"


def _left_out(left_out: LeftOut) -> str:
    events = f"{event_words(left_out.events)}{window_and_where(left_out.window, left_out.where)}"
    since = " since" if left_out.is_since else ""
    return f", without those that {events} had{since} as {name(left_out.of)}"
