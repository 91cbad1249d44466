"""Random conditions about the course of events."""

from random import Random

from tests.fuzz import pools
from tests.fuzz.operators import bound, bounds, operator
from tests.fuzz.parts import AMOUNT_PATHS, AMOUNTS, PATHS, Spec, counts
from tests.fuzz.parts import where as any_where
from tests.fuzz.parts import window as any_window

# what many do: with rare events or strict filters nearly nobody would be in
_NAMES = ["bought", "seen", "*", "*", "cart_*", ["bought", "seen"]]
_BESIDE_EVENTS = ("between", "after", "before")


def pattern(random: Random, moments: list[str]) -> Spec:
    """Any of the heads."""
    heads = [_mostly, _resumed, _regularly, _changed, _lifecycle, _sequence, _sequence]
    return random.choice(heads)(random, moments)


def _mostly(random: Random, moments: list[str]) -> Spec:
    judged = operator(random, moments)
    while set(judged) & set(_BESIDE_EVENTS):
        judged = operator(random, moments)
    head = {"mostly": random.choice(_NAMES), "property": random.choice(PATHS)}
    return head | judged | _window(random, moments) | _where(random, moments)


def _resumed(random: Random, moments: list[str]) -> Spec:
    head = {"resumed": random.choice(_NAMES), "after_gap": pools.length(random)}
    return head | (_window(random, moments) or {"within": pools.length(random)}) | _where(random, moments)


def _regularly(random: Random, moments: list[str]) -> Spec:
    of_last = random.choice([1, 2, 3, 5, 12])
    asked: Spec = {"at_least": random.randint(1, min(of_last, 3)), "of_last": of_last}
    word = random.choice(["in_days", "in_weeks", "in_months", "in_years", "in_periods", "in_periods"])
    if word == "in_periods":
        asked["of"] = pools.length(random)
    count = counts(random)
    has_zero = 0 in (int(str(times).split()[0]) for times in count.values())
    return {
        "regularly": random.choice(_NAMES),
        word: asked,
        **({} if has_zero else count),
        **_where(random, moments),
    }


def _changed(random: Random, moments: list[str]) -> Spec:
    spec: Spec = {"changed": random.choice(_NAMES)} | _compared(random, moments) | _where(random, moments)
    if random.random() < 0.6:
        spec[random.choice(AMOUNTS)] = {"of": random.choice(AMOUNT_PATHS)}
    if random.random() < 0.3:
        spec["from_at_least"] = random.choice([0, 1, 2, 0.5, -1])
    percents = ["1%", "50%", "33.4%", "100%"]
    up, down = [1, 2, 0.3, 10, *percents, "250%"], [1, 2, 0.3, 10, *percents]
    word = random.choice(["up_by", "down_by"])
    return spec | {word: random.choice(up if word == "up_by" else down)}


def _compared(random: Random, moments: list[str]) -> Spec:
    if random.random() < 0.5:
        count, unit = (
            random.choice([1, 1, 2, 3, 6]),
            random.choice(["week", "month", "quarter", "year"]),
        )
        words = unit if count == 1 else f"{count} {unit}s"
        return {"in": f"last {words}", "against": f"previous {words}"}
    windows = (
        {"within": pools.length(random)},
        {"between": bounds(random, moments)},
        {"after": bound(random, moments)},
    )
    return {"in": random.choice(windows), "against": random.choice(windows)}


def _lifecycle(random: Random, moments: list[str]) -> Spec:
    stages = ["new", "active", "lapsing", "lapsed", "resurrected"]
    stage = random.choice([random.choice(stages), random.sample(stages, k=2)])
    lengths = random.choice(
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
    return {"lifecycle": {"of": random.choice(_NAMES), "stage": stage, **lengths, **_where(random, moments)}}


def _sequence(random: Random, moments: list[str]) -> Spec:
    steps: list[Spec] = [{"did": random.choice(_NAMES), **_where(random, moments)}]
    for _ in range(random.choice([0, 1, 1, 2])):
        if random.random() < 0.3:
            steps.append(
                {"then_not": random.choice(_NAMES), **_within(random, 0.5), **_where(random, moments)}
            )
        steps.append({"then": random.choice(_NAMES), **_within(random, 0.6), **_where(random, moments)})
    if random.random() < 0.3:
        steps.append({"then_not": random.choice(_NAMES), **_within(random, 1), **_where(random, moments)})
    spec: Spec = {"sequence": steps} | _window(random, moments)
    if random.random() < 0.3:
        # long enough for any step, so that nothing is refused
        spec["inside"] = random.choice(["3 years", "20 years", "40 months"])
    if random.random() < 0.3:
        spec["same"] = random.choice([path for path in PATHS if "[]" not in path])
    return spec


def _within(random: Random, chance: float) -> Spec:
    return {"within": pools.length(random)} if random.random() < chance else {}


def _where(random: Random, moments: list[str]) -> Spec:
    return any_where(random, moments) if random.random() < 0.3 else {}


def _window(random: Random, moments: list[str]) -> Spec:
    return any_window(random, moments) if random.random() < 0.5 else {}
