"""How a leaf spells the call of its condition macro."""

import re

from segflux_cli.compiler.rendering.fragments import spell_fragment
from segflux_cli.compiler.values.moments import Range, needs_time_zone
from segflux_cli.compiler.values.other_traits import column_of
from segflux_cli.literals import spell_text

_WORDS_NEEDING_A_ZONE = re.compile(r"\{at ([^{}]+)\}|\{anniversary ([^{}]+)\}")


def spell_call(
    macro: str, arguments: tuple[str, ...], words: dict[str, str | None], *spelled_words: str
) -> str:
    """The call with fragments as its arguments; words that hold nothing are left out."""
    spelled = [spell_fragment(argument) for argument in arguments]
    spelled += [f"{word}={spell_fragment(value)}" for word, value in words.items() if value]
    spelled += spelled_words
    return f"segflux.{macro}({', '.join(spelled)})"


def range_words(window: Range) -> dict[str, str | None]:
    """The words of the macros for a window."""
    return {"after": window.after, "since": window.since, "until": window.until}


def zone_word(time_zone: str, moments: tuple[str, ...], *, is_needed: bool = False) -> dict[str, str | None]:
    """Named only where it matters, so that leaves of segments in different zones are shared."""
    matters = is_needed or any(needs_time_zone(words) for words in moments)
    return {"time_zone": time_zone if matters else None}


def moments_in(fragment: str) -> tuple[str, ...]:
    """The moments that an SQL fragment waits for."""
    found = _WORDS_NEEDING_A_ZONE.findall(fragment)
    return tuple(moment or anniversary for moment, anniversary in found)


def spell_others(traits: tuple[str, ...]) -> tuple[str, ...]:
    """The word of the macros for the traits beside, as SQL literals with their columns; none without any."""
    pairs = (f"[{spell_fragment(spell_text(name))}, {spell_fragment(column_of(name))}]" for name in traits)
    return (f"others=[{', '.join(pairs)}]",) if traits else ()
