"""Random expressions of `sql`, which only a project that allows them has."""

from random import Random

from tests.fuzz import pools
from tests.fuzz.compare import Case, draw_case
from tests.fuzz.parts import Spec

_TRAITS = ["plan", "age", "tags", "absent"]
_EVENTS = ["bought", "seen", "cart_added", "never_sent"]
_SIGNS = ["=", "!=", "<", "<=", ">", ">="]
_TEXTS = [text for text in (*pools.WORDS, *pools.TEXTS, "5", "true") if isinstance(text, str)]


def expression_case(seed: int, segments: int) -> Case:
    """The rows and moments of a random case, with segments of expressions and their complements."""
    random, drawn = Random(seed), draw_case(seed, 1)
    moments = list(dict.fromkeys(row["as_of"] for row in drawn["expect"]))
    names = [f"s{number}" for number in range(segments)]
    return drawn | {
        "segments": [{"segment": name, "who": [_condition(random)]} for name in names],
        "expect": [{"as_of": moment, "segment": name, "exactly": []} for name in names for moment in moments],
    }


def _condition(random: Random) -> Spec:
    said: Spec = {"sql": _test(random, 0), "reads": {"traits": _TRAITS, "events": _EVENTS}}
    return {"none": [said]} if random.random() < 0.3 else said


def _test(random: Random, depth: int) -> str:
    if depth < 3 and random.random() < 0.5:
        parts = [f"({_test(random, depth + 1)})" for _ in range(random.randint(2, 3))]
        return random.choice([" and ", " or "]).join(parts)
    if random.random() < 0.2:
        return f"not ({_test(random, 3)})"
    return random.choice([_of_trait, _of_events])(random)


def _of_trait(random: Random) -> str:
    trait = random.choice(_TRAITS)
    listed = ", ".join(_text(random) for _ in range(random.randint(2, 3)))  # of one, Python reads a text
    return random.choice(
        [
            f"{trait} {random.choice(_SIGNS)} {_text(random)}",
            f"{trait} {random.choice(_SIGNS)} {random.choice(_TRAITS)}",
            f"{trait} {random.choice(['in', 'not in'])} ({listed})",
            f"isNull({trait})",
            f"ifNull({trait}, {_text(random)}) = {_text(random)}",
            f"startsWith({trait}, {_text(random)})",
            f"length(lower({trait})) {random.choice(_SIGNS)} {random.randint(0, 6)}",
        ]
    )


def _of_events(random: Random) -> str:
    events, sign = random.choice(_EVENTS), random.choice(_SIGNS)
    return random.choice(
        [
            f"length({events}) {sign} {random.randint(0, 3)}",
            f"arrayCount(e -> {_of_event(random)}, {events}) {sign} {random.randint(0, 3)}",
            f"arrayExists(e -> {_of_event(random)}, {events})",
            f"arrayAll(e -> {_of_event(random)}, {events})",
        ]
    )


def _of_event(random: Random) -> str:
    ago = random.choice(
        [f"subtractDays(as_of, {random.randint(0, 60)})", "subtractHours(as_of, 36)", "as_of"]
    )
    name = random.choice(["kind", "price", "due", "absent"])
    tests = [
        f"e.at {random.choice(_SIGNS)} {ago}",
        f"JSONExtractString(e.properties, '{name}') {random.choice(_SIGNS)} {_text(random)}",
        f"JSONHas(e.properties, '{name}') = {random.randint(0, 1)}",
    ]
    return " and ".join(random.sample(tests, k=random.randint(1, 2)))


def _text(random: Random) -> str:
    """Written as ClickHouse and Python both read it."""
    text = random.choice(_TEXTS)
    for sign, written in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return f"'{text}'"
