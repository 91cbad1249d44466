"""Values of options that come from the environment: texts there, read as the kind that the option declares."""

import re
from collections.abc import Mapping
from typing import Any

from segflux_cli.destinations.failures import StoppedError
from segflux_cli.destinations.types import Option

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TRUTHS = {"true": True, "false": False}
_NEEDED = {"text": "text", "number": "a number", "truth": "true or false"}


def needed(option: Option) -> str:
    """What a variable must hold for an option."""
    if option.choices:
        return f"one of {', '.join(option.choices)}"
    return _NEEDED.get(option.kind, f"a {option.kind}, which no variable holds")


def read_value(option: Option, given: Any) -> Any:
    """What a variable holds, or a default, as the option's kind; None where it does not fit."""
    text = "" if given is None or isinstance(given, list | Mapping) else str(given).strip()
    if option.kind == "truth":
        return _TRUTHS.get(text.lower())
    if option.kind == "number":
        return _number(text)
    fits = option.kind == "text" and text and (not option.choices or given in option.choices)
    return given if fits else None


def read_values(
    options: tuple[Option, ...], written: Mapping[str, Any], filled: Mapping[str, Any], destination: str
) -> dict[str, Any]:
    """The filled values, with those of references as the kinds of their options; raises StoppedError."""
    declared = {option.name: option for option in options}
    return {
        name: _read(declared[name], written[name]["env_var"], given, destination)
        if name in declared and isinstance(written[name], Mapping) and "env_var" in written[name]
        else given
        for name, given in filled.items()
    }


def _read(option: Option, variable: str, given: Any, destination: str) -> Any:
    if given is None and not option.is_required:
        return None
    read = read_value(option, given)
    if read is None:  # what the variable holds is not shown: it may be somebody else's secret
        raise StoppedError(
            f'"{option.name}" of {destination} is {{env_var: {variable}}}, and that variable does not hold what is '
            f"needed: {needed(option)}"
        )
    return read


def _number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)
