"""The one place where text that a person wrote becomes SQL, YAML or Jinja.

Quotes, backslash, `{ } % #`, control characters and characters nobody can see are escaped, so that
nothing in a text can end its literal or start a Jinja tag. An escape means a byte to ClickHouse and a
code point to YAML and Jinja: hence one function each.
"""

import re
from collections.abc import Callable
from typing import Literal

from segflux_cli.errors import UsageError

# Quotes, backslash, braces, percent, number sign; control characters, invisible ones that break lines
# or turn the direction of reading, and code points that YAML refuses.
_DELICATE = re.compile(
    "[\"'`\\\\{}%#"
    "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_JINJA_TAG = re.compile("{[{%#]|[#}%]}")


def spell_text(value: str, *, quote: Literal["'", "`"] = "'") -> str:
    """The value as a ClickHouse literal, or with a backtick as a name."""
    return quote + _escape(value, _spell_bytes) + quote


def spell_name(value: str) -> str:
    """The value as the name of a table or column."""
    return spell_text(value, quote="`")


def spell_jinja(value: str) -> str:
    """The value as a double-quoted string of a Jinja expression.

    A model that holds one must be rendered to be parsed, as `enabled=(project_name == …)` makes sure:
    dbt reads simpler models with a parser of its own, which knows no escapes.
    """
    return f'"{_escape(value, _spell_code_point)}"'


def spell_yaml(value: str) -> str:
    """The value as a double-quoted YAML scalar that dbt, which renders every scalar, gives back as it was."""
    text = "{{ " + spell_jinja(value) + " }}" if _JINJA_TAG.search(value) else value
    return f'"{_escape(text, _spell_code_point)}"'


def _escape(value: str, spell: Callable[[str], str]) -> str:
    if half := _SURROGATE.search(value):
        raise UsageError(
            f"{value!a} holds half of a character ({half.group()!a}), which no UTF-8 text can: remove it"
        )
    return _DELICATE.sub(lambda found: spell(found.group()), value)


def _spell_bytes(character: str) -> str:
    return "".join(f"\\x{byte:02X}" for byte in character.encode())


def _spell_code_point(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
