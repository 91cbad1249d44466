"""D2 and D19: `where`, judged on one event (or on one element of a list in it)."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.oracle.operators import TraitValue, holds
from tests.oracle.times import Moment
from tests.oracle.values import Value, is_no_value

TraitReader = Callable[[str], Value]
_MODES = ("any", "all", "none")


def values_at(node: Value, path: str) -> list[Value]:
    """What a dotted path leads to: one value (None if missing), or with `[]` those of the elements."""
    found = [node]
    for segment in path.split("."):
        name = segment.removesuffix("[]")
        found = [one.get(name) if isinstance(one, Mapping) else None for one in found]
        if segment.endswith("[]"):
            found = [element for one in found if isinstance(one, list) for element in one]
    return found


def passes(node: Value, where: Mapping[str, Any], moment: Moment, traits: TraitReader) -> bool:
    """Every entry of a `where` block holds."""
    return all(_entry_holds(node, key, wanted, moment, traits) for key, wanted in where.items())


def _entry_holds(node: Value, key: str, wanted: Any, moment: Moment, traits: TraitReader) -> bool:
    if key in _MODES:
        return _combined(key, [passes(node, block, moment, traits) for block in wanted])
    values = values_at(node, key)
    operators = wanted if _holds_operators(wanted) else {"is": wanted}
    return all(
        _has_element(values, right, moment, traits)
        if word == "item"
        else holds(values, word, right_side(right, traits), moment)
        for word, right in operators.items()
    )


def _combined(mode: str, held: list[bool]) -> bool:
    if mode == "all":
        return all(held)
    return any(held) == (mode == "any")


def _holds_operators(wanted: Any) -> bool:
    """A plain value, a list and `{trait: x}` mean `is`."""
    return isinstance(wanted, Mapping) and set(wanted) != {"trait"}


def _has_element(lists: list[Value], block: Mapping[str, Any], moment: Moment, traits: TraitReader) -> bool:
    """One and the same element satisfies the whole block; null is no element."""
    found = [element for one in lists if isinstance(one, list) for element in one]
    elements = [element for element in found if not is_no_value(element)]
    return any(passes(element, block, moment, traits) for element in elements)


def right_side(right: Any, traits: TraitReader) -> Any:
    """The right-hand side, with `{trait: x}` read from the profile."""
    if isinstance(right, Mapping) and set(right) == {"trait"}:
        return TraitValue(traits(right["trait"]))
    return right
