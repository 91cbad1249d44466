"""Conditions that ask for more and more: what may be tightened in each word of the language."""

from typing import Any

from tests.fuzz.draw import Draw
from tests.fuzz.parts import Spec

_SHORTER = ["365 days", "30 days", "7 days", "1 day", "90 minutes"]
_LONGER = list(reversed(_SHORTER))
_MORE = [1, 2, 3, 5]
_FEWER = list(reversed(_MORE))


def tightening(draw: Draw) -> list[list[Spec]]:
    """Lists of conditions, in each of which whoever satisfies one satisfies all before it."""
    events = draw.choice(draw.words.frequent_names)
    return [
        *_behaviors(events),
        *_courses(events),
        *_among_others(events),
        *_values(draw.choice(["born", "last_seen_at"])),
        *_members(),
    ]


def _behaviors(events: Any) -> list[list[Spec]]:
    did: Spec = {"did": events}
    return [
        [did | {"at_least": number} for number in _MORE],
        [did | {"at_least": 0, "at_most": number} for number in _FEWER],
        [did | {"within": length} for length in _SHORTER],
        [did | {"on_days": {"at_least": number}} for number in _MORE],
        [did | {"largest": {"of": "price", "at_least": number}} for number in _MORE],
        [did | {"smallest": {"of": "price", "more_than": number}} for number in _MORE],
        [
            did,
            did | {"where": {"kind": ["toy", "book"]}},
            did | {"where": {"kind": "toy", "price": {"exists": True}}},
        ],
        [{"did_not": events, "within": length} for length in _LONGER],
        [{"first_did": events, "within": length} for length in _SHORTER],
        [{"last_did": events, "before": f"{length} ago"} for length in _LONGER],
        [{"has": "tickets", "at_least": number} for number in _MORE],
        [{"belongs_to": "account"}, {"belongs_to": "account", "all": [{"trait": "plan", "exists": True}]}],
    ]


def _courses(events: Any) -> list[list[Spec]]:
    steps = [{"did": events}, {"then": events}]
    against = {"in": {"within": "365 days"}, "against": {"before": "365 days ago"}}
    return [
        [{"resumed": events, "after_gap": length, "within": "365 days"} for length in _LONGER],
        [{"regularly": events, "in_months": {"at_least": number, "of_last": 12}} for number in _MORE],
        [
            {"regularly": events, "at_least": number, "in_years": {"at_least": 1, "of_last": 2}}
            for number in _MORE
        ],
        [{"changed": events, **against, "up_by": number} for number in _MORE],
        [{"changed": events, **against, "down_by": f"{20 * number}%"} for number in _MORE],
        [{"changed": events, **against, "up_by": 1, "from_at_least": number} for number in _MORE],
        [{"lifecycle": {"of": events, "stage": ["active", "lapsed"][:number]}} for number in (2, 1)],
        [{"sequence": [steps[0], steps[1] | {"within": length}]} for length in _SHORTER],
        [{"sequence": steps, "inside": length} for length in _SHORTER],
        [
            {"sequence": steps},
            {"sequence": steps, "same": "kind"},
            {"sequence": steps, "same": "kind", "within": "1 day"},
        ],
        [{"sequence": [steps[0], {"then_not": events, "within": length}]} for length in _LONGER],
        [{"sequence": [steps[0], *[steps[1]] * number]} for number in _MORE],
    ]


def _among_others(events: Any) -> list[list[Spec]]:
    return [
        [{"rank": {"by": {"did": events}, "top": number}} for number in _FEWER],
        [{"rank": {"by": "age", "bottom": f"{20 * number}%", "within_each": "plan"}} for number in _FEWER],
        [{"rfm": {"of": events, "r": [5, 4, 3, 2, 1][:number], "f": [1, 5]}} for number in _FEWER],
        [{"sample": {"share": f"{20 * number}%", "seed": "a"}} for number in _FEWER],
    ]


def _values(time: str) -> list[list[Spec]]:
    return [
        [{"trait": "age", "at_least": number} for number in _MORE],
        [{"trait": "age", "between": [0, number]} for number in _FEWER],
        [{"trait": "plan", "is": ["toy", "book", "car"][:number]} for number in (3, 2, 1)],
        [{"trait": "plan", "contains": text} for text in ("", "o", "oo", "ook")],
        [{"trait": "tags", "has_all": ["toy", "book", "car"][:number]} for number in (1, 2, 3)],
        [{"trait": time, "newer_than": length} for length in _SHORTER],
        [{"trait": time, "older_than": length} for length in _LONGER],
        [{"trait": "born", "anniversary_within": f"{days} days"} for days in (366, 90, 7, 1)],
        [{"trait": "plan", "exists": True, "for_at_least": length} for length in _LONGER],
        [{"trait": "plan", "exists": True, "for_less_than": length} for length in _SHORTER],
    ]


def _members() -> list[list[Spec]]:
    return [
        [{"in_segment": "others"}, *({"in_segment": "others", "for_at_least": length} for length in _LONGER)],
        [
            {"was_in_segment": "others"},
            *({"was_in_segment": "others", "left_within": length} for length in _SHORTER),
        ],
        [{"not_in_segment": "others", "for_at_least": length} for length in _SHORTER],
    ]
