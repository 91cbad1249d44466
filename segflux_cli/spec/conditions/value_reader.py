"""Reads the right-hand sides of operators."""

import math
import re
from functools import lru_cache

import re2

from segflux_cli.errors import Place
from segflux_cli.spec.declared.operators import Scalar as Value
from segflux_cli.spec.declared.text_form import text_form
from segflux_cli.spec.times.time_reader import read_length
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import one_or_more, wrong
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, quoted

_LONGEST_PATTERN = 10_000
_COMPARED = re.compile(r"\s*(>=|<=|!=|>|<|=)\s*([+-]?\d+(?:\.\d+)?)\s*", re.ASCII)
_MEANT = {">": "more_than", ">=": "at_least", "<": "less_than", "<=": "at_most", "!=": "is_not", "=": "is"}


def read_values(node: Node, word: str, faults: Faults) -> tuple[Value, ...] | None:
    """One value or a list of values."""
    nodes = one_or_more(node, f"values of {word}", faults)
    values = [read_value(item, word, faults) for item in nodes]
    found = tuple(value for value in values if value is not None)
    for item in nodes:
        _warn_of_sign(item, word, faults)
    return found if found and len(found) == len(values) else None


def _warn_of_sign(node: Node, word: str, faults: Faults) -> None:
    """A text such as ">40" equals no number, and nobody means that text."""
    text = node.value if isinstance(node, Scalar) else None
    if isinstance(text, str) and (said := _COMPARED.fullmatch(text)):
        message = f"{word} compares with the very text {quoted(text)}"
        faults.warn(node.place, f"{message}; for a number write {_MEANT[said[1]]}: {said[2]}")


def read_value(node: Node, word: str, faults: Faults) -> Value | None:
    """A text, a number or a boolean."""
    if isinstance(node, Mapping) and node.entries:
        entry = node.entries[0]
        message = f"{quoted(entry.key)} is not a word Segflux knows here; {word} takes"
        faults.add(entry.place, f"{message} a text, a number, true, false or a list of those")
    elif not isinstance(node, Scalar):
        wrong(node, word, "a text, a number, true or false", faults)
    elif node.value is None:
        message = f'{word} has no value; write "exists: false" for what is missing, or a value'
        faults.add(node.place, message)
    elif isinstance(node.value, float) and not math.isfinite(node.value):
        wrong(node, word, "a finite number", faults)
    else:
        return node.value
    return None


def read_searched_text(node: Node, word: str, faults: Faults) -> str | None:
    """The text that a text operator looks for; a number stands for its text form."""
    if isinstance(node, Sequence):
        wrong(node, word, 'one text; use "any:" with a condition for each', faults)
        return None
    value = read_value(node, word, faults)
    return None if value is None else text_form(value)


def read_pattern(node: Node, word: str, faults: Faults) -> str | None:
    """A regular expression in the syntax of RE2."""
    pattern = read_searched_text(node, word, faults)
    if pattern is None:
        return None
    return pattern if check_pattern(pattern, node.place, faults) else None


def check_pattern(pattern: str, place: Place, faults: Faults) -> bool:
    """Whether the pattern is legal RE2; a fault says why it is not."""
    problem = _problem_of_pattern(pattern)
    if problem:
        _refuse_pattern(pattern, problem, place, faults)
    return problem is None


def read_whole_days(node: Node, word: str, faults: Faults) -> Duration | None:
    """A length in days."""
    length = read_length(node, word, faults)
    if length and length.unit != "day":
        wrong(node, word, "whole days such as 7 days", faults)
        return None
    return length


def _refuse_pattern(pattern: str, problem: str, place: Place, faults: Faults) -> None:
    message = f"the pattern {quoted(pattern)} is not legal RE2 ({problem}); correct it"
    faults.add(place, f"{message}: no look-around, no back-references, closed brackets")


@lru_cache(maxsize=4096)
def _problem_of_pattern(pattern: str) -> str | None:
    if len(pattern) > _LONGEST_PATTERN:
        return f"longer than {_LONGEST_PATTERN} characters"
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        detail = error.args[0] if error.args else error
        return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    return None
