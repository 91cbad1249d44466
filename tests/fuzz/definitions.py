"""Random segments over the names that `rows` gives."""

from collections.abc import Callable, Sequence

from tests.fuzz import pools
from tests.fuzz.computed import is_number
from tests.fuzz.draw import Draw
from tests.fuzz.operators import number_operator, operator
from tests.fuzz.parts import AMOUNTS, THRESHOLDS, Spec, counts, filters, where, window
from tests.fuzz.patterns import pattern
from tests.fuzz.population import population, sample


def segment(draw: Draw, name: str, others: Sequence[str] = ()) -> Spec:
    """A segment with any base and time zone, which may read some of the others."""
    spec: Spec = {"segment": name, "who": _who(draw, others)}
    membership: Spec = {"time_zone": draw.choice(pools.ZONES)} if draw.random() < 0.5 else {}
    if draw.random() < 0.3:
        membership |= _rules(draw, others)
    if membership:
        spec["membership"] = membership
    if draw.random() < 0.15:
        spec["base"] = draw.choice(
            ["everyone", "known", {"all": [condition(draw, 1, others, is_in_base=True)]}]
        )
    return spec


def _who(draw: Draw, others: Sequence[str]) -> object:
    """Mostly a list of conditions, now and then one without a list, or everyone."""
    if draw.random() < 0.05:
        return draw.choice(["everyone", condition(draw, 0, others)])
    return [condition(draw, 0, others) for _ in range(draw.choice([1, 1, 1, 2]))]


def condition(draw: Draw, depth: int, others: Sequence[str] = (), *, is_in_base: bool = False) -> Spec:
    """A leaf, or a block while there is room below."""
    if depth < 3 and draw.random() < 0.25:
        mode = draw.choice(["all", "any", "none"])
        return {
            mode: [
                condition(draw, depth + 1, others, is_in_base=is_in_base) for _ in range(draw.randint(1, 3))
            ]
        }
    return _about_people(draw, depth, others, is_in_base=is_in_base) or _leaf(draw)


def _about_people(draw: Draw, depth: int, others: Sequence[str], *, is_in_base: bool) -> Spec | None:
    """What entities cannot be asked; mostly nothing."""
    kinds: list[tuple[float, object, Callable[[], Spec]]] = [
        (0.3, others, lambda: _membership(draw, others)),
        (0.12, not is_in_base, lambda: population(draw, list(others))),
        (0.05, is_in_base, lambda: sample(draw)),
        (0.06, draw.words.lists, lambda: _listed(draw)),
        (0.12, draw.words.records, lambda: _related(draw)),
        (0.12, draw.words.entities, lambda: _belongs_to(draw, depth)),
    ]
    return next((make() for chance, may_be, make in kinds if may_be and draw.random() < chance), None)


def _listed(draw: Draw) -> Spec:
    name, kind = draw.choice(draw.words.lists)
    return {"listed": name, "id_type": kind}


def _leaf(draw: Draw) -> Spec:
    """A condition that people and entities alike may satisfy."""
    heads = [_trait, _did, _did, _did, _did_not, _first_did, _last_did, pattern, pattern, pattern]
    return draw.choice(heads)(draw)


def _belongs_to(draw: Draw, depth: int) -> Spec:
    """Some entity satisfies a block, which may hold blocks in turn."""
    head: Spec = {"belongs_to": draw.choice(draw.words.entities)}
    return head if draw.random() < 0.15 else head | _block_of_leaves(draw, depth + 1)


def _block_of_leaves(draw: Draw, depth: int) -> Spec:
    is_deeper = depth < 3 and draw.random() < 0.3
    parts = [_leaf(draw) for _ in range(draw.randint(1, 3))]
    return {
        draw.choice(["all", "any", "none"]): parts
        + ([_block_of_leaves(draw, depth + 1)] if is_deeper else [])
    }


def _rules(draw: Draw, others: Sequence[str]) -> Spec:
    """How membership goes on."""
    rules: Spec = {}
    if draw.random() < 0.6:
        rules["stay_at_least"] = pools.length(draw)
    if draw.random() < 0.5:
        rules["reenter_after"] = pools.length(draw)
    if draw.random() < 0.4:
        rules["leave_when"] = [condition(draw, 2, others)]
    return rules


def _membership(draw: Draw, others: Sequence[str]) -> Spec:
    head = draw.choice(["in_segment", "in_segment", "not_in_segment", "was_in_segment"])
    word = "left_within" if head == "was_in_segment" else "for_at_least"
    length = {word: pools.length(draw)} if draw.random() < 0.6 else {}
    return {head: draw.choice(others), **length}


def _trait(draw: Draw) -> Spec:
    if draw.random() < 0.1:
        name = draw.choice(["first_seen_at", "last_seen_at"])
        near = {draw.choice(["newer_than", "older_than"]): pools.length(draw)}
        return {"trait": name, **draw.choice([near, operator(draw)])}
    if draw.words.computed and draw.random() < 0.5:
        return _computed(draw)
    tenure = (
        {draw.choice(["for_at_least", "for_less_than"]): pools.length(draw)} if draw.random() < 0.25 else {}
    )
    return {"trait": draw.choice([*draw.words.traits, "absent"]), **operator(draw), **tenure}


def _computed(draw: Draw) -> Spec:
    """A number is only compared as one."""
    name = draw.choice(list(draw.words.computed))
    if not is_number(draw.words.computed[name]):
        return {"trait": name, **operator(draw)}
    if draw.random() < 0.1:
        return {"trait": name, "exists": draw.choice([True, False])}
    if draw.random() < 0.25:
        other = draw.choice([*draw.words.all_traits, "absent"])
        word = draw.choice(["is", "is_not", "at_least", "at_most", "more_than", "less_than"])
        return {"trait": name, word: {"trait": other}}
    if draw.random() < 0.2:
        return {
            "trait": name,
            draw.choice(["is", "is_not"]): draw.choice(["0", "2", "", True, ["1", 0], [0.0, 3]]),
        }
    return {"trait": name, **number_operator(draw, [*THRESHOLDS, -1, 4])}


def _related(draw: Draw) -> Spec:
    head = {draw.choice(["has", "has", "has_no"]): draw.choice(draw.words.records)}
    if "has_no" in head:
        return head | where(draw)
    amount: Spec = {}
    if draw.random() < 0.3:
        of = {"of": draw.choice(draw.words.amount_paths)}
        amount[draw.choice(AMOUNTS)] = of | number_operator(draw, THRESHOLDS)
    return head | counts(draw) | amount | where(draw)


def _did_not(draw: Draw) -> Spec:
    return {"did_not": draw.choice(draw.words.names), **window(draw), **where(draw)}


def _did(draw: Draw) -> Spec:
    spec: Spec = {"did": draw.choice(draw.words.names), **counts(draw)}
    for _ in range(draw.choice([0, 0, 0, 1, 1, 2])):
        of = {"of": draw.choice(draw.words.amount_paths)}
        spec[draw.choice(AMOUNTS)] = of | number_operator(draw, THRESHOLDS)
    if draw.random() < 0.2:
        spec[draw.choice(["on_days", "on_weeks", "on_months"])] = number_operator(draw, [0, 1, 2, 3])
    return spec | window(draw) | where(draw)


def _first_did(draw: Draw) -> Spec:
    return {"first_did": draw.choice(draw.words.names), **window(draw), **where(draw)}


def _last_did(draw: Draw) -> Spec:
    having = {"having": filters(draw, 0)} if draw.random() < 0.6 else {}
    head = {"last_did": draw.choice(draw.words.names)}
    return head | having | window(draw) | where(draw)
