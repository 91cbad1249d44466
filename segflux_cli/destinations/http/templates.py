"""Bodies, addresses and headers as templates: trees of YAML whose texts hold `{paths}` into what is known.

A text that is one path alone gives the value as it is; within other text a value becomes text. A key
whose value is not known is left out. `...` merges a mapping in, under the keys that are written beside it.
`each` makes a list, with `if_empty` in place of texts that are empty:

    attributes: {each: rows, as: {external_id: "{id}", "{audience.attribute}": true, ...: "{fields}"}}
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

Scope = Mapping[str, Any]
Template = Callable[[Scope], Any]


class _Unknown:
    """What a path leads to that nobody gave."""


UNKNOWN = _Unknown()
_PATH = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[A-Za-z0-9_]+)*)\}")


def template(tree: Any) -> Template:
    """A function from what is known to the filled tree."""
    if isinstance(tree, str):
        return _text(tree)
    if isinstance(tree, list):
        items = [template(item) for item in tree]
        return lambda scope: [value for item in items if (value := item(scope)) is not UNKNOWN]
    if isinstance(tree, dict):
        return _each(tree) if "each" in tree else _mapping(tree)
    return lambda _scope: tree


def text_template(text: str, *, is_address: bool = False) -> Callable[[Scope], str]:
    """The same for a text that stays one; in an address every value is percent-encoded."""
    parts = _PATH.split(text)
    literals, paths = parts[::2], [_path(path) for path in parts[1::2]]

    def fill(scope: Scope) -> str:
        filled = [literals[0]]
        for path, literal in zip(paths, literals[1:], strict=True):
            value = spelled(path(scope))
            filled += [quote(value, safe="") if is_address else value, literal]
        return "".join(filled)

    return fill


def _text(text: str) -> Template:
    alone = _PATH.fullmatch(text)
    return _path(alone.group(1)) if alone else text_template(text)


def _path(path: str) -> Template:
    first, *rest = path.split(".")

    def follow(scope: Scope) -> Any:
        value = scope.get(first, UNKNOWN)
        for step in rest:
            value = value.get(step, UNKNOWN) if isinstance(value, Mapping) else UNKNOWN
        return value

    return follow


def _each(tree: dict[str, Any]) -> Template:
    listed, item = _path(tree["each"]), template(tree["as"])
    in_place = template(tree.get("if_empty", tree["as"]))

    def fill(scope: Scope) -> Any:
        items = listed(scope)
        if items is UNKNOWN:
            return UNKNOWN
        return [(in_place if one == "" else item)({**scope, **_named(one)}) for one in items]

    return fill


def _named(item: Any) -> Mapping[str, Any]:
    return item if isinstance(item, Mapping) else {"item": item}


def _mapping(tree: dict[str, Any]) -> Template:
    written = [(_key(key), template(value)) for key, value in tree.items()]
    entries = sorted(written, key=lambda entry: entry[0] is not None)  # merged first, so that no field wins

    def fill(scope: Scope) -> dict[str, Any]:
        filled: dict[str, Any] = {}
        for key, value in entries:
            given = value(scope)
            if given is UNKNOWN:
                continue
            if key is None:
                filled |= given
            else:
                filled[key(scope)] = given
        return filled

    return fill


def _key(key: str) -> Callable[[Scope], str] | None:
    return None if key == "..." else text_template(str(key))


def spelled(value: Any) -> str:
    """The value within a text: nothing for none, true or false, a list with commas, an object as JSON."""
    if value is UNKNOWN or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return ",".join(spelled(item) for item in value) if isinstance(value, list | tuple) else str(value)
