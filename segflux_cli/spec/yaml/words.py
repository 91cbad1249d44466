"""Says what is wrong with a word that is not one of the legal ones, with the nearest legal word."""

from collections.abc import Iterable
from difflib import get_close_matches

from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Entry, Mapping, quoted

_MOST_WORDS_SHOWN = 40
# what people bring from other languages, which no letter of it would tell
_SAID_ELSEWHERE = {
    **dict.fromkeys(("equals", "equal", "eq"), "is"),
    **dict.fromkeys(("not_equals", "neq", "is_no"), "is_not"),
    **dict.fromkeys(("above", "over", "greater_than", "gt"), "more_than"),
    **dict.fromkeys(("below", "under", "lt"), "less_than"),
    **dict.fromkeys(("min", "minimum", "gte"), "at_least"),
    **dict.fromkeys(("max", "maximum", "lte"), "at_most"),
    **dict.fromkeys(("in_last", "in_the_last", "last", "past"), "within"),
    **dict.fromkeys(("like", "includes"), "contains"),
    **dict.fromkeys(("regex", "regexp"), "matches"),
    **dict.fromkeys(("filter", "filters"), "where"),
    **dict.fromkeys(("avg", "mean"), "average"),
    "sum": "total",
    "since": "after",
    "until": "before",
    "not": "none",
    "and": "all",
    "or": "any",
}


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The legal word a person most likely meant, or None when none is close."""
    candidates = {candidate.lower().replace("-", "_"): candidate for candidate in allowed}
    written = word[:80].lower().strip().replace("-", "_").replace(" ", "_")
    found = get_close_matches(written, candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """` Did you mean "y"?` of the nearest legal word, or nothing when none is close."""
    meant = nearest(word, allowed)
    return f" Did you mean {quoted(meant)}?" if meant else ""


def unknown_word(word: str, allowed: Iterable[str], what: str = "a word Segflux knows here") -> str:
    """`"x" is not <what>. Did you mean "y"? Allowed: …`."""
    words = list(dict.fromkeys(allowed))
    elsewhere = _SAID_ELSEWHERE.get(word.lower())
    meant = elsewhere if elsewhere in words else nearest(word, words)
    question = f" Did you mean {quoted(meant)}?" if meant else ""
    shown = ", ".join(words[:_MOST_WORDS_SHOWN]) + (", …" if len(words) > _MOST_WORDS_SHOWN else "")
    return f"{quoted(word)} is not {what}.{question} Allowed: {shown or 'none'}"


def check_keys(mapping: Mapping, allowed: Iterable[str], faults: Faults) -> None:
    """Adds a fault for every key of the mapping that is not an allowed word."""
    words = list(allowed)
    legal = set(words)
    for entry in mapping.entries:
        if entry.key not in legal:
            faults.add(entry.place, unknown_word(entry.key, words))


def check_beside(head: Entry, condition: Mapping, allowed: Iterable[str], faults: Faults) -> None:
    """Adds a fault for every word of a condition that may not stand beside its head."""
    legal = tuple(allowed)
    for entry in condition.entries:
        if entry is not head and entry.key not in legal:
            faults.add(entry.place, unknown_word(entry.key, legal, f"a word of {head.key}"))
