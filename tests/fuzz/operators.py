"""Random operators, always ones that a spec may hold (D24)."""

from typing import Any

from tests.fuzz import pools
from tests.fuzz.draw import Draw

_PATTERNS = ["^a", "b$", "[0-9]+", "a.b", r"^\d+$", "^$", "toy|book", "^.$", "(?i)^TOY", "[^a-z]", r"\.", "'"]
_BESIDE_TRAITS = [
    *("is", "is", "is_not", "at_least", "at_most", "more_than", "less_than", "contains", "does_not_contain"),
    *("starts_with", "ends_with", "has_any", "has_all", "has_none", "after", "before"),
]
_NUMBER_WORDS = ["at_least", "at_most", "more_than", "less_than"]
_TEXT_WORDS = ["contains", "does_not_contain", "starts_with", "ends_with"]
_LIST_WORDS = ["has_any", "has_all", "has_none"]


def operator(draw: Draw) -> dict[str, Any]:
    """One operator with a right-hand side."""
    if draw.random() < 0.12:
        return {
            draw.choice(_BESIDE_TRAITS): {
                "trait": draw.choice([*draw.words.all_traits, "first_seen_at", "absent"])
            }
        }
    return draw.choice([_equal, _number, _text, _pattern, _exists, _list, _time, _time])(draw)


def number_operator(draw: Draw, values: list[Any]) -> dict[str, Any]:
    """What an amount may be compared with."""
    word = draw.choice([*_NUMBER_WORDS, "is", "is_not", "between"])
    if word in ("is", "is_not") and draw.random() < 0.3:
        return {word: draw.sample(values, k=2)}
    return {word: _ordered(draw, values) if word == "between" else draw.choice(values)}


def _ordered(draw: Draw, values: list[Any]) -> list[Any]:
    low, high = sorted(draw.sample(sorted(set(values)), k=2))
    return [low, high]


def _equal(draw: Draw) -> dict[str, Any]:
    word = draw.choice(["is", "is", "is_not"])
    if draw.random() < 0.3:
        return {word: [pools.scalar(draw) for _ in range(draw.randint(1, 3))]}
    return {word: draw.choice([pools.scalar(draw), draw.choice(pools.WORDS), True])}


def _number(draw: Draw) -> dict[str, Any]:
    if draw.random() < 0.2:
        return {"between": _ordered(draw, pools.SMALL_NUMBERS)}
    return {draw.choice(_NUMBER_WORDS): draw.choice([*pools.NUMBERS, *pools.SMALL_NUMBERS])}


def _text(draw: Draw) -> dict[str, Any]:
    text = draw.choice([one for one in [*pools.TEXTS, *pools.WORDS] if isinstance(one, str)])
    return {draw.choice(_TEXT_WORDS): draw.choice([text, text.upper(), text[:2]])}


def _pattern(draw: Draw) -> dict[str, Any]:
    return {draw.choice(["matches", "does_not_match"]): draw.choice(_PATTERNS)}


def _exists(draw: Draw) -> dict[str, Any]:
    return {"exists": draw.choice([True, False])}


def _list(draw: Draw) -> dict[str, Any]:
    return {draw.choice(_LIST_WORDS): [draw.choice(pools.WORDS) for _ in range(draw.randint(1, 2))]}


def _time(draw: Draw) -> dict[str, Any]:
    word = draw.choice(["newer_than", "older_than", "after", "before", "on", "between", "anniversary_within"])
    if word in ("newer_than", "older_than"):
        return {word: pools.length(draw)}
    if word in ("after", "before"):
        return {word: bound(draw)}
    if word == "on":
        return {"on": _date(draw)}
    if word == "between":
        return {"between": bounds(draw)}
    return {"anniversary_within": draw.choice(["1 day", "7 days", "40 days", "366 days"])}


def bound(draw: Draw) -> str:
    """A date, an instant or so long ago."""
    pick = draw.random()
    if pick < 0.4:
        return f"{pools.length(draw)} ago"
    if pick < 0.7:
        return _date(draw)
    return _instant(draw)


def bounds(draw: Draw) -> list[str]:
    """Two bounds of one kind in their order, or an early date and a length ago."""
    pick = draw.random()
    if pick < 0.3:
        return [f"{draw.randint(40, 900)} days ago", f"{draw.randint(1, 39)} days ago"]
    if pick < 0.5:
        return ["2020-01-01", bound(draw)]
    one_of = _date if pick < 0.75 else _instant
    pair = sorted({one_of(draw) for _ in range(6)})
    return [pair[0], pair[-1]] if len(pair) > 1 else ["2020-01-01", "2026-05-05"]


def _date(draw: Draw) -> str:
    return _instant(draw)[:10]


def _instant(draw: Draw) -> str:
    return pools.as_text(pools.instant(draw, draw.moments)) + "Z"
