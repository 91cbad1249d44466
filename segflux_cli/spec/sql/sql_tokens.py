"""Cuts the expression of `sql` into tokens: texts, numbers, names, signs; nothing else has a place in it."""

import re
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["text", "number", "name", "quoted", "sign", "end"]


class SqlError(Exception):
    """What is wrong with an expression, and what to do."""


@dataclass(frozen=True)
class Token:
    """A piece of the expression; `value` of texts and quoted names is what they mean."""

    kind: TokenKind
    value: str


_COMMENT = re.compile(r"--|/\*|\*/|#")
_PIECES: tuple[tuple[TokenKind, re.Pattern[str]], ...] = (
    ("number", re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])", re.ASCII)),
    ("name", re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)),
    ("text", re.compile(r"'((?:[^'\\]|\\.|'')*)'", re.DOTALL)),
    ("quoted", re.compile(r"`([^`\\]+)`")),
    ("sign", re.compile(r"->|<=|>=|<>|!=|==|\|\||[-+*/%=<>(),.\[\]]")),
)
_ESCAPED = re.compile(r"''|\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'"}


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens, the last of kind `end`; raises SqlError at the first character that has no place."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        token, position = _next(text, position)
        found.append(token)
    return (*found, Token("end", ""))


def _next(text: str, position: int) -> tuple[Token, int]:
    if comment := _COMMENT.match(text, position):
        raise SqlError(f"comments such as {comment.group()} are not allowed; say it in about")
    for kind, pattern in _PIECES:
        if found := pattern.match(text, position):
            return Token(kind, _meaning(kind, found)), found.end()
    if text[position] in "'`":
        raise SqlError(f"the {text[position]} is never closed, or what it encloses is empty")
    raise SqlError(
        f"the character {text[position]!r} has no place in it: an expression is made of names, numbers, "
        "'texts', operators, functions and brackets"
    )


def _meaning(kind: TokenKind, found: re.Match[str]) -> str:
    if kind == "text":
        return _ESCAPED.sub(lambda part: _escaped(part.group(1)), found.group(1))
    return found.group(1) if kind == "quoted" else found.group()


def _escaped(character: str | None) -> str:
    """What a doubled quote or a backslash means; as in ClickHouse a backslash before any other sign stays."""
    if character is None:
        return "'"
    return _ESCAPES.get(character, f"\\{character}")
