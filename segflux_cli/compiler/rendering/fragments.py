"""SQL in the making: text that may hold calls of value macros, spelled for Jinja at the end.

A call stands in the text between control characters, which no literal can hold (the speller
escapes them); so fragments nest and join like plain text.
"""

_OPEN, _COMMA, _CLOSE, _WORD = "\x02", "\x1f", "\x03", "\x1e"


def call(macro: str, argument: str, *words: str) -> str:
    """A call of one of the project's macros with an SQL fragment and plain texts as its arguments."""
    return f"{_OPEN}{_WORD.join((macro, *words))}{_COMMA}{argument}{_CLOSE}"


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
        macro, *words = fragment[position + 1 : comma].split(_WORD)
        parts.append(f"segflux.{macro}({', '.join([argument, *map(_jinja_text, words)])})")
        plain, position = "", end + 1
    parts += [_jinja_text(plain)] * bool(plain or not parts)
    return " ~ ".join(parts), position


def _jinja_text(text: str) -> str:
    """Backslashes are doubled: ClickHouse, not Jinja, is to read the escapes of the literals inside."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
