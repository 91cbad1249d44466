"""Realistic segments, always the same for the same number of them."""

import random
from collections.abc import Mapping

from benchmarks.evaluate.data import COUNTRIES, EVENTS, PLATFORMS, WITH_REVENUE

Spec = Mapping[str, object]

_DAYS = (1, 3, 7, 14, 30, 60, 90, 180)
_DAY_WEIGHTS = (1, 2, 5, 4, 7, 3, 5, 3)
_EVENT_WEIGHTS = tuple(1 / (rank + 1) ** 0.6 for rank in range(len(EVENTS)))
_KINDS = {"count": 36, "absence": 16, "total": 9, "average": 3, "distinct": 6, "days": 6, "trait": 24}


def segment_specs(count: int) -> list[Spec]:
    """The first `count` segments, each as its YAML file would say it."""
    choice = random.Random(7)
    return [{"segment": f"segment_{number:04d}", "who": _block(choice, 0)} for number in range(count)]


def _block(choice: random.Random, depth: int) -> object:
    size = choice.choice((1, 2, 2, 3, 3, 4) if depth == 0 else (2, 2, 3))
    parts = [
        _block(choice, depth + 1) if depth < 2 and choice.random() < 0.12 else _condition(choice)
        for _ in range(size)
    ]
    mode = (
        choice.choice(("all", "all", "all", "any")) if depth == 0 else choice.choice(("all", "any", "none"))
    )
    return {mode: parts}


def _condition(choice: random.Random) -> Spec:
    kind = choice.choices(list(_KINDS), list(_KINDS.values()))[0]
    if kind == "trait":
        return _trait(choice)
    if kind == "count":
        times = choice.choice((1, 1, 2, 3, 5, 10))
        words: dict[str, object] = {"at_least": f"{times} time{'s' if times > 1 else ''}"}
        return {"did": _event(choice)} | words | _window(choice) | _where(choice)
    if kind == "absence":
        return {"did_not": _event(choice)} | _window(choice) | _where(choice)
    return _amount(choice, kind)


def _amount(choice: random.Random, kind: str) -> Spec:
    amounts: dict[str, tuple[str, object]] = {
        "total": ("total", {"of": "revenue", "at_least": choice.choice((50, 200, 500, 1000))}),
        "average": ("average", {"of": "revenue", "at_least": choice.choice((50, 100, 120))}),
        "distinct": ("distinct", {"of": "product", "at_least": choice.choice((2, 3, 5))}),
        "days": ("on_days", {"at_least": choice.choice((2, 3, 5))}),
    }
    word, judged = amounts[kind]
    event = choice.choice(WITH_REVENUE) if kind in {"total", "average"} else _event(choice)
    return {"did": event, word: judged} | _window(choice) | _where(choice)


def _event(choice: random.Random) -> str:
    return choice.choices(EVENTS, _EVENT_WEIGHTS)[0]


def _window(choice: random.Random) -> dict[str, object]:
    days = choice.choices(_DAYS, _DAY_WEIGHTS)[0]
    return {"within": f"{days} day{'s' if days > 1 else ''}"}


def _where(choice: random.Random) -> dict[str, object]:
    drawn = choice.random()
    category = f"category_{int(20 * choice.random() ** 2)}"
    if drawn < 0.5:
        return {}
    if drawn < 0.75:
        return {"where": {"category": category}}
    if drawn < 0.88:
        return {"where": {"platform": choice.choice(PLATFORMS)}}
    if drawn < 0.95:
        return {"where": {"quantity": {"at_least": choice.choice((2, 3, 4))}}}
    return {"where": {"category": category, "platform": choice.choice(PLATFORMS[:2])}}


def _trait(choice: random.Random) -> Spec:
    return choice.choice(
        (
            {"trait": "country", "is": choice.choice(COUNTRIES)},
            {"trait": "country", "is": choice.sample(COUNTRIES, 3)},
            {"trait": "plan", "is": choice.choice(("free", "basic", "pro"))},
            {"trait": "age", "at_least": choice.choice((18, 25, 35, 45, 55, 65))},
            {"trait": "newsletter", "is": True},
        )
    )
