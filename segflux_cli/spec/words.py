"""Says what is wrong with a word that is not one of the legal ones, with the nearest legal word."""

from collections.abc import Iterable
from difflib import get_close_matches

from segflux_cli.spec.faults import Faults
from segflux_cli.spec.nodes import Entry, Mapping, quoted

_MOST_WORDS_SHOWN = 40


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The legal word a person most likely meant, or None when none is close."""
    candidates = {candidate.lower().replace("-", "_"): candidate for candidate in allowed}
    written = word[:80].lower().strip().replace("-", "_").replace(" ", "_")
    found = get_close_matches(written, candidates, n=1, cutoff=0.6)
    return candidates[found[0]] if found else None


def unknown_word(word: str, allowed: Iterable[str], what: str = "a word Segflux knows here") -> str:
    """`"x" is not <what>. Did you mean "y"? Allowed: …`."""
    words = list(dict.fromkeys(allowed))
    meant = nearest(word, words)
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
