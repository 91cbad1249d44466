"""Reads `trait`: one operator on the profile's value and, if asked for, since when it holds (D6, D22)."""

from segflux_cli.spec.conditions.operator_reader import (
    NUMBER_OPERATORS,
    OPERATORS,
    operator_word,
    read_operator,
)
from segflux_cli.spec.declared.catalog import BUILT_IN_TRAITS
from segflux_cli.spec.declared.conditions import Tenure, TraitTest
from segflux_cli.spec.declared.operators import Operator
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.yaml.fields import read_text
from segflux_cli.spec.yaml.nodes import Entry, Mapping
from segflux_cli.spec.yaml.words import unknown_word

TENURE_WORDS = ("for_at_least", "for_less_than")
WORDS_OF_TRAIT = (*OPERATORS, *TENURE_WORDS)


def read_trait(head: Entry, condition: Mapping, reading: Reading) -> TraitTest | None:
    """`trait: T`, the operator and the tenure."""
    trait = read_text(head.value, "trait", reading.faults)
    if trait is not None:
        reading.catalog.check_trait(trait, head.value.place, reading.faults)
    words = [entry for entry in condition.entries if entry is not head]
    for entry in words:
        if entry.key not in WORDS_OF_TRAIT:
            reading.faults.add(entry.place, unknown_word(entry.key, WORDS_OF_TRAIT, "a word of trait"))
    tenure = _read_tenure(trait, words, reading)
    operators = [entry for entry in words if operator_word(entry)]
    if len(operators) != 1:
        _refuse_operators(head, operators, words, reading)
        return None
    word = operator_word(operators[0])
    operator = read_operator(word, operators[0].value, reading) if word else None
    if operator and trait is not None:
        _check_kind(trait, operator, operators[0], reading)
    return TraitTest(head.place, trait, operator, tenure) if trait is not None and operator else None


def _check_kind(trait: str, operator: Operator, entry: Entry, reading: Reading) -> None:
    """A computed number is compared as one; nobody can mean anything else."""
    computed = reading.catalog.computed.get(trait)
    if computed is None or not computed.is_number:
        return
    is_time = operator.word == "between" and not isinstance(operator.values[0], int | float)
    if operator.word not in (*NUMBER_OPERATORS, "exists") or is_time:
        what = f"{entry.key} of times" if is_time else entry.key
        message = f"{what} stands beside {trait}, which is computed as a number"
        allowed = ", ".join((*NUMBER_OPERATORS, "exists"))
        reading.faults.add(entry.place, f"{message}. Allowed: {allowed}")


def _read_tenure(trait: str | None, words: list[Entry], reading: Reading) -> Tenure | None:
    found = [entry for entry in words if entry.key in TENURE_WORDS]
    if not found:
        return None
    if len(found) > 1:
        message = "for_at_least and for_less_than stand beside one trait; write a condition for each"
        reading.faults.add(found[1].place, message)
    if trait in BUILT_IN_TRAITS:
        message = f"{trait} has no history of its own; compare it with newer_than or older_than"
        reading.faults.add(found[0].place, message)
    elif trait in reading.catalog.computed:
        message = f"{trait} is computed as of now and has no history; write windows into traits.yml"
        reading.faults.add(found[0].place, message)
    length = read_length(found[0].value, found[0].key, reading.faults)
    return (
        Tenure("for_at_least" if found[0].key == "for_at_least" else "for_less_than", length)
        if length
        else None
    )


def _refuse_operators(head: Entry, operators: list[Entry], words: list[Entry], reading: Reading) -> None:
    if operators:
        names = " and ".join(entry.key for entry in operators)
        message = f"{names} stand beside one trait; it takes one operator: write a condition for each"
        reading.faults.add(operators[1].place, message)
    elif all(entry.key in TENURE_WORDS for entry in words):
        message = f"trait needs an operator; add one of {', '.join(OPERATORS)}"
        reading.faults.add(head.place, message)
