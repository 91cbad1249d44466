"""Typed values of nodes; each adds a fault that says what was needed and gives None where it does not fit."""

import math
import re
from collections.abc import Iterable
from typing import TypeVar, get_args

from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, describe, quoted
from segflux_cli.spec.yaml.words import unknown_word

Choice = TypeVar("Choice", bound=str)

_PERCENT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?) ?%", re.ASCII)


def wrong(node: Node, what: str, needed: str, faults: Faults) -> None:
    """Adds the fault that `what` needs something else than the node that came."""
    faults.add(node.place, f"{what} needs {needed}, not {describe(node)}")


def read_pair(node: Node, what: str, needed: str, faults: Faults) -> tuple[Node, Node] | None:
    """The two items of a list of two."""
    if isinstance(node, Sequence) and len(node.items) == 2:
        return node.items[0], node.items[1]
    came = f"a list of {len(node.items)}" if isinstance(node, Sequence) else describe(node)
    faults.add(node.place, f"{what} needs {needed}, not {came}")
    return None


def read_text(node: Node, what: str, faults: Faults) -> str | None:
    """A text that is not empty."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        if node.value:
            return node.value
        faults.add(node.place, f"{what} is empty; write at least one character")
    elif isinstance(node, Scalar) and node.value is not None:
        faults.add(node.place, f'{what} needs text; put {node.text} in quotes: "{node.text}"')
    else:
        wrong(node, what, "text", faults)
    return None


def read_texts(node: Node, what: str, faults: Faults) -> tuple[str, ...]:
    """One text or a list of texts; empty after a fault."""
    found = [read_text(item, what, faults) for item in one_or_more(node, what, faults)]
    return tuple(text for text in found if text is not None)


def one_or_more(node: Node, what: str, faults: Faults) -> tuple[Node, ...]:
    """The items of a list, or the single node; an empty list is a fault."""
    if not isinstance(node, Sequence):
        return (node,)
    if not node.items:
        faults.add(node.place, f"the list of {what} is empty; name at least one or leave it out")
    return node.items


def read_items(node: Node, what: str, faults: Faults) -> tuple[Node, ...]:
    """The items of a list that must be one and must not be empty."""
    if isinstance(node, Sequence):
        return one_or_more(node, what, faults)
    wrong(node, what, "a list", faults)
    return ()


def read_mapping(node: Node, what: str, example: str, faults: Faults) -> Mapping | None:
    """A mapping with at least one key; `example` shows one."""
    if isinstance(node, Mapping) and node.entries:
        return node
    came = "an empty mapping" if isinstance(node, Mapping) else describe(node)
    faults.add(node.place, f"{what} needs keys and values such as {example}, not {came}")
    return None


def read_number(node: Node, what: str, faults: Faults) -> int | float | None:
    """A finite number written without quotes."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    wrong(node, what, "a number (without quotes)", faults)
    return None


def read_truth(node: Node, what: str, faults: Faults) -> bool | None:
    """`true` or `false`."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    wrong(node, what, "true or false", faults)
    return None


def read_choice(node: Node, allowed: Iterable[Choice], what: str, faults: Faults) -> Choice | None:
    """One of the allowed words."""
    words = tuple(allowed)
    text = node.text if isinstance(node, Scalar) else None
    for word in words:
        if word == text:
            return word
    if text:
        faults.add(node.place, unknown_word(text, words, f"a legal {what}"))
    else:
        wrong(node, what, f"one of {', '.join(words)}", faults)
    return None


def words_of(literal: object) -> tuple[str, ...]:
    """The words of a Literal type."""
    return get_args(literal)


def read_percent(node: Node, what: str, faults: Faults) -> float | None:
    """A share such as `20%`, above 0 and at most 100."""
    match = _PERCENT.fullmatch(node.text) if isinstance(node, Scalar) else None
    if match is None:
        wrong(node, what, "a percentage such as 20%", faults)
        return None
    return check_percent(float(match.group(1)), node.place, what, faults)


def check_percent(percent: float, place: Place, what: str, faults: Faults) -> float | None:
    """The percentage, if it is above 0 and at most 100."""
    if 0 < percent <= 100:
        return percent
    faults.add(place, f"{what} is {quoted(f'{percent:g}%')}; a percentage is above 0 and at most 100")
    return None


def is_percent(node: Node) -> bool:
    """Whether a percentage is written here, legal or not."""
    return isinstance(node, Scalar) and _PERCENT.fullmatch(node.text) is not None


def read_count(word: str, block: Mapping, faults: Faults, *, least: int = 0) -> int | None:
    """A whole number, at least `least`; None where the word is missing or faulty."""
    node = block.get(word)
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    wrong(node, word, f"a whole number, {least} or more", faults)
    return None
