"""A telephone number as people write it, in the letters that are read: what the phonenumbers library takes off too.

Only what is sent is read so: identifiers of the warehouse are cleaned as `phones` alone reads them.
"""

import unicodedata
from functools import cache

from segflux_cli.literals import spell_text

_BEYOND = 0x20000  # from this plane on there are no digits
_PLUS = "\uff0b"
# Punctuation of the library that `phones` does not read, each of which counts as a blank.
_SIGNS = "[]\u200b\u2053\u2060\u223c\u30fc\uff08\uff09\uff0d\uff0e\uff0f\uff3b\uff3d\uff5e"
_BEFORE = "^[^0-9+]+"  # such as tel: or a blank of any kind
_FIRST = r"^[+]+[ ()./~\x{A0}\x{AD}\x{2010}-\x{2015}\x{2212}\x{3000}-]*"  # a plus, and signs up to a digit
_AFTER = r"(?:_|[^#\pL\pN])+$"


def plain_phone(value: str) -> str:
    """A ClickHouse expression: digits of every script as 0 to 9, one plus, and nothing around the number."""
    digits = _digits()
    letters = _PLUS + _SIGNS + digits
    read = "+" + " " * len(_SIGNS) + "".join(str(unicodedata.digit(digit)) for digit in digits)
    translated = f"translateUTF8({value}, {spell_text(letters)}, {spell_text(read)})"
    bare = f"replaceRegexpOne({translated}, {spell_text(_BEFORE)}, '')"
    return f"replaceRegexpOne(replaceRegexpOne({bare}, {spell_text(_AFTER)}, ''), {spell_text(_FIRST)}, '+')"


@cache
def _digits() -> str:
    """Every decimal digit that Unicode has beside 0 to 9."""
    letters = map(chr, range(0x80, _BEYOND))
    return "".join(letter for letter in letters if unicodedata.category(letter) == "Nd")
