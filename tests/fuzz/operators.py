"""Random operators, always ones that a spec may hold (D24)."""

from random import Random
from typing import Any

from tests.fuzz import pools

_PATTERNS = ["^a", "b$", "[0-9]+", "a.b", r"^\d+$", "^$", "toy|book", "^.$", "(?i)^TOY", "[^a-z]", r"\.", "'"]
_NUMBER_WORDS = ["at_least", "at_most", "more_than", "less_than"]
_TEXT_WORDS = ["contains", "does_not_contain", "starts_with", "ends_with"]
_LIST_WORDS = ["has_any", "has_all", "has_none"]


def operator(random: Random, moments: list[str]) -> dict[str, Any]:
    """One operator with a right-hand side."""
    return random.choice([_equal, _number, _text, _pattern, _exists, _list, _time, _time])(random, moments)


def number_operator(random: Random, values: list[Any]) -> dict[str, Any]:
    """What an amount may be compared with."""
    word = random.choice([*_NUMBER_WORDS, "is", "is_not", "between"])
    return {word: _ordered(random, values) if word == "between" else random.choice(values)}


def _ordered(random: Random, values: list[Any]) -> list[Any]:
    low, high = sorted(random.sample(sorted(set(values)), k=2))
    return [low, high]


def _equal(random: Random, _moments: list[str]) -> dict[str, Any]:
    word = random.choice(["is", "is", "is_not"])
    if random.random() < 0.3:
        return {word: [pools.scalar(random) for _ in range(random.randint(1, 3))]}
    return {word: random.choice([pools.scalar(random), random.choice(pools.WORDS), True])}


def _number(random: Random, _moments: list[str]) -> dict[str, Any]:
    if random.random() < 0.2:
        return {"between": _ordered(random, pools.SMALL_NUMBERS)}
    return {random.choice(_NUMBER_WORDS): random.choice([*pools.NUMBERS, *pools.SMALL_NUMBERS])}


def _text(random: Random, _moments: list[str]) -> dict[str, Any]:
    text = random.choice([one for one in [*pools.TEXTS, *pools.WORDS] if isinstance(one, str)])
    return {random.choice(_TEXT_WORDS): random.choice([text, text.upper(), text[:2]])}


def _pattern(random: Random, _moments: list[str]) -> dict[str, Any]:
    return {random.choice(["matches", "does_not_match"]): random.choice(_PATTERNS)}


def _exists(random: Random, _moments: list[str]) -> dict[str, Any]:
    return {"exists": random.choice([True, False])}


def _list(random: Random, _moments: list[str]) -> dict[str, Any]:
    return {random.choice(_LIST_WORDS): [random.choice(pools.WORDS) for _ in range(random.randint(1, 2))]}


def _time(random: Random, moments: list[str]) -> dict[str, Any]:
    word = random.choice(
        ["newer_than", "older_than", "after", "before", "on", "between", "anniversary_within"]
    )
    if word in ("newer_than", "older_than"):
        return {word: pools.length(random)}
    if word in ("after", "before"):
        return {word: bound(random, moments)}
    if word == "on":
        return {"on": _date(random, moments)}
    if word == "between":
        return {"between": bounds(random, moments)}
    return {"anniversary_within": random.choice(["1 day", "7 days", "40 days", "366 days"])}


def bound(random: Random, moments: list[str]) -> str:
    """A date, an instant or so long ago."""
    pick = random.random()
    if pick < 0.4:
        return f"{pools.length(random)} ago"
    if pick < 0.7:
        return _date(random, moments)
    return _instant(random, moments)


def bounds(random: Random, moments: list[str]) -> list[str]:
    """Two bounds of one kind in their order, or an early date and a length ago."""
    pick = random.random()
    if pick < 0.3:
        return [f"{random.randint(40, 900)} days ago", f"{random.randint(1, 39)} days ago"]
    if pick < 0.5:
        return ["2020-01-01", bound(random, moments)]
    draw = _date if pick < 0.75 else _instant
    pair = sorted({draw(random, moments) for _ in range(6)})
    return [pair[0], pair[-1]] if len(pair) > 1 else ["2020-01-01", "2026-05-05"]


def _date(random: Random, moments: list[str]) -> str:
    return _instant(random, moments)[:10]


def _instant(random: Random, moments: list[str]) -> str:
    return pools.as_text(pools.instant(random, moments)) + "Z"
