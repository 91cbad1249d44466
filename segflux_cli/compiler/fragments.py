"""SQL in the making: text that may hold calls of value macros, spelled for Jinja at the end.

A call stands in the text between control characters, which no literal can hold (the speller
escapes them); so fragments nest and join like plain text.
"""

_OPEN, _COMMA, _CLOSE = "\x02", "\x1f", "\x03"


def call(macro: str, argument: str) -> str:
    """A call of one of the project's macros with one SQL fragment as its argument."""
    return f"{_OPEN}{macro}{_COMMA}{argument}{_CLOSE}"


def spell_fragment(fragment: str) -> str:
    """The Jinja expression that renders to the fragment."""
    return _parts(fragment, 0)[0]


def _parts(fragment: str, position: int) -> tuple[str, int]:
    parts: list[str] = []
    plain = ""
    while position < len(fragment) and fragment[position] != _CLOSE:
        if fragment[position] != _OPEN:
            plain += fragment[position]
            position += 1
            continue
        comma = fragment.index(_COMMA, position)
        argument, end = _parts(fragment, comma + 1)
        parts += [_jinja_text(plain)] * bool(plain)
        parts.append(f"segflux.{fragment[position + 1 : comma]}({argument})")
        plain, position = "", end + 1
    parts += [_jinja_text(plain)] * bool(plain or not parts)
    return " ~ ".join(parts), position


def _jinja_text(text: str) -> str:
    """Backslashes are doubled: ClickHouse, not Jinja, is to read the escapes of the literals inside."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
