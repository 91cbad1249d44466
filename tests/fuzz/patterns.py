"""Random conditions about the course of events."""

from tests.fuzz import pools
from tests.fuzz.draw import Draw
from tests.fuzz.operators import bound, bounds, operator
from tests.fuzz.parts import AMOUNTS, Spec, counts
from tests.fuzz.parts import where as any_where
from tests.fuzz.parts import window as any_window

_BESIDE_EVENTS = ("between", "after", "before")


def pattern(draw: Draw) -> Spec:
    """Any of the heads."""
    heads = [_mostly, _resumed, _regularly, _changed, _lifecycle, _sequence, _sequence]
    return draw.choice(heads)(draw)


def _mostly(draw: Draw) -> Spec:
    judged = operator(draw)
    while set(judged) & set(_BESIDE_EVENTS):
        judged = operator(draw)
    head = {"mostly": draw.choice(draw.words.frequent_names), "property": draw.choice(draw.words.paths)}
    return head | judged | _window(draw) | _where(draw)


def _resumed(draw: Draw) -> Spec:
    head = {"resumed": draw.choice(draw.words.frequent_names), "after_gap": pools.length(draw)}
    return head | (_window(draw) or {"within": pools.length(draw)}) | _where(draw)


def _regularly(draw: Draw) -> Spec:
    of_last = draw.choice([1, 2, 3, 5, 12])
    asked: Spec = {"at_least": draw.randint(1, min(of_last, 3)), "of_last": of_last}
    word = draw.choice(["in_days", "in_weeks", "in_months", "in_years", "in_periods", "in_periods"])
    if word == "in_periods":
        asked["of"] = pools.length(draw)
    count = counts(draw)
    has_zero = 0 in (int(str(times).split()[0]) for times in count.values())
    return {
        "regularly": draw.choice(draw.words.frequent_names),
        word: asked,
        **({} if has_zero else count),
        **_where(draw),
    }


def _changed(draw: Draw) -> Spec:
    spec: Spec = {"changed": draw.choice(draw.words.frequent_names)} | _compared(draw) | _where(draw)
    if draw.random() < 0.6:
        spec[draw.choice(AMOUNTS)] = {"of": draw.choice(draw.words.amount_paths)}
    if draw.random() < 0.3:
        spec["from_at_least"] = draw.choice([0, 1, 2, 0.5, -1])
    percents = ["1%", "50%", "33.4%", "100%"]
    up, down = [1, 2, 0.3, 10, *percents, "250%"], [1, 2, 0.3, 10, *percents]
    word = draw.choice(["up_by", "down_by"])
    return spec | {word: draw.choice(up if word == "up_by" else down)}


def _compared(draw: Draw) -> Spec:
    if draw.random() < 0.5:
        count, unit = (
            draw.choice([1, 1, 2, 3, 6]),
            draw.choice(["day", "week", "month", "quarter", "year"]),
        )
        words = unit if count == 1 else f"{count} {unit}s"
        return {"in": f"last {words}", "against": f"previous {words}"}
    windows = (
        {"within": pools.length(draw)},
        {"between": bounds(draw)},
        {"after": bound(draw)},
        {"before": bound(draw)},
        {"during": draw.choice(pools.PERIODS)},
    )
    return {"in": draw.choice(windows), "against": draw.choice(windows)}


def _lifecycle(draw: Draw) -> Spec:
    stages = ["new", "active", "lapsing", "lapsed", "resurrected"]
    stage = draw.choice([draw.choice(stages), draw.sample(stages, k=2)])
    lengths = draw.choice(
        [
            {},
            {},
            {"active_within": "1 day", "lapsed_after": "2 days"},
            {"active_within": "7 days", "lapsed_after": "1 month"},
            {"active_within": "1 month", "lapsed_after": "2 months"},
            {"lapsed_after": "1 year"},
            {"active_within": "1 hour"},
        ]
    )
    return {
        "lifecycle": {"of": draw.choice(draw.words.frequent_names), "stage": stage, **lengths, **_where(draw)}
    }


def _sequence(draw: Draw) -> Spec:
    steps: list[Spec] = [{"did": draw.choice(draw.words.frequent_names), **_where(draw)}]
    for _ in range(draw.choice([0, 1, 1, 2])):
        steps += [_absence(draw, 0.5) for _ in range(draw.choice([0, 0, 0, 0, 1, 1, 2]))]
        steps.append({"then": draw.choice(draw.words.frequent_names), **_within(draw, 0.6), **_where(draw)})
    if draw.random() < 0.3:
        steps.append(_absence(draw, 1))
    spec: Spec = {"sequence": steps} | _window(draw)
    if draw.random() < 0.3:
        # long enough for any step, so that nothing is refused
        has_gaps = any("within" in step for step in steps if "then" in step)
        spec["inside"] = draw.choice(["3 years", "40 months"]) if has_gaps else pools.length(draw)
    if draw.random() < 0.3:
        spec["same"] = draw.choice([path for path in draw.words.paths if "[]" not in path])
    return spec


def _absence(draw: Draw, chance: float) -> Spec:
    """What must not happen, by some chance for a while."""
    return {"then_not": draw.choice(draw.words.frequent_names), **_within(draw, chance), **_where(draw)}


def _within(draw: Draw, chance: float) -> Spec:
    return {"within": pools.length(draw)} if draw.random() < chance else {}


def _where(draw: Draw) -> Spec:
    return any_where(draw) if draw.random() < 0.3 else {}


def _window(draw: Draw) -> Spec:
    return any_window(draw) if draw.random() < 0.5 else {}
