"""The one function that spells literals for SQL, for generated YAML and inside Jinja."""

_ESCAPED = frozenset("'\"`\\{}%#")


def spell_text(value: str, *, quote: str = "'") -> str:
    """A quoted literal that means `value` to ClickHouse, YAML and Jinja strings alike.

    Control characters, quotes, backslash and `{ } % #` become `\\xHH`, so nothing in the value can
    end the literal or start a Jinja tag. `quote` is `'` for values, `"` for YAML, a backtick for names.
    """
    return quote + "".join(_spell_character(character) for character in value) + quote


def _spell_character(character: str) -> str:
    code = ord(character)
    if code < 0x20 or code == 0x7F or character in _ESCAPED:
        return f"\\x{code:02X}"
    return character
