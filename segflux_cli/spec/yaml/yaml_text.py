"""What can be wrong with a YAML file before or while it is parsed, in words that help."""

import codecs

import yaml

from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults

_UTF_16_AND_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def decoded(data: bytes | str, name: str, faults: Faults) -> str | None:
    """The text of a file, or None after a fault about its encoding."""
    try:
        text = data if isinstance(data, str) else _decode(data)
        text.encode("utf-8")
    except UnicodeError as error:
        faults.add(_place_of(error, data, name), _advice(error, data))
        return None
    if text.startswith("\ufeff"):
        message = "the file starts with a byte order mark; save it as UTF-8 without BOM"
        faults.add(Place(name, 1, 1), message)
        return None
    return text


def syntax_fault(error: yaml.YAMLError, text: str, name: str, faults: Faults) -> None:
    """Adds the fault behind an error of the YAML parser."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "is not YAML")
    if mark is not None:
        place = Place(name, mark.line + 1, mark.column + 1)
        faults.add(place, _syntax_advice(problem, text, mark.line))
        return
    faults.add(
        _place_of_control_character(text, name), f"this is not YAML: {problem}; take the character out"
    )


def _syntax_advice(problem: str, text: str, line: int) -> str:
    lines = text.split("\n")
    written = lines[line] if line < len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or ("cannot start any token" in problem and "\t" in written):
        return "a tab stands here; indent with spaces"
    if "mapping values are not allowed" in problem:
        return "a key cannot stand here; check the indentation, and put text that holds a colon in quotes"
    if "cannot start any token" in problem:
        return "a value cannot start with this character; put the text in quotes"
    return f"this is not YAML: {problem}; check indentation, quotes and brackets"


def _decode(data: bytes) -> str:
    if data.startswith(_UTF_16_AND_32):
        raise UnicodeError
    return data.decode("utf-8")


def _place_of(error: UnicodeError, data: bytes | str, name: str) -> Place:
    if not isinstance(error, UnicodeDecodeError) or not isinstance(data, bytes):
        return Place(name, 1, 1)
    before = data[: error.start]
    start_of_line = before.rfind(b"\n") + 1
    column = len(before[start_of_line:].decode("utf-8", "replace")) + 1
    return Place(name, before.count(b"\n") + 1, column)


def _advice(error: UnicodeError, data: bytes | str) -> str:
    if isinstance(error, UnicodeDecodeError) and isinstance(data, bytes):
        return f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
    return "the file is not UTF-8; save it as UTF-8 without BOM"


def _place_of_control_character(text: str, name: str) -> Place:
    for number, line in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line, start=1):
            if _is_unprintable(ord(character)):
                return Place(name, number, column)
    return Place(name, 1, 1)


def _is_unprintable(code: int) -> bool:
    is_control = code < 0x20 and code not in (0x09, 0x0D)
    return is_control or 0x7F <= code <= 0x9F or code in (0xFEFF, 0xFFFE, 0xFFFF)
