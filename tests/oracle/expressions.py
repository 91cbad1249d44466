"""`sql`: what an expression of the author's own says of a person, by Python's own parser of expressions.

It knows the part of ClickHouse that reads as Python once `=` and `->` are spelled as there; unknown is None.
"""

import ast
import json
import operator
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.oracle.people import Person
from tests.oracle.times import Moment
from tests.oracle.values import text_of

Names = Mapping[str, Any]
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
    ast.NotIn: lambda one, many: one not in many,
}
_STRICT: Mapping[str, Callable[..., Any]] = {  # unknown if anything in them is
    "length": lambda held: len(held.encode()) if isinstance(held, str) else len(held),
    "startsWith": str.startswith,
    "lower": lambda text: "".join(letter.lower() if letter.isascii() else letter for letter in text),
    "JSONExtractString": lambda found, name: _text_in_json(found.get(name)),
    "JSONHas": lambda found, name: int(name in found),
    "subtractDays": lambda at, days: at - _milliseconds(days=days),
    "subtractHours": lambda at, hours: at - _milliseconds(hours=hours),
    "arrayCount": lambda test, found: sum(test(one) is True for one in found),
    "arrayExists": lambda test, found: any(test(one) is True for one in found),
    "arrayAll": lambda test, found: all(test(one) is True for one in found),
}


def expression(person: Person, condition: Mapping[str, Any], moment: Moment) -> bool:
    """What is unknown is not true."""
    reads = condition["reads"]
    traits = {name: text_of(person.trait(name, moment.as_of)) for name in reads.get("traits", ())}
    known = sorted((one for one in person.events if one.at <= moment.as_of), key=lambda one: one.rank)
    events = {name: [one for one in known if one.name == name] for name in reads.get("events", ())}
    written = re.sub(r"(?<![<>!=])=(?!=)", "==", re.sub(r"(\w+) ->", r"lambda \1:", condition["sql"]))
    body = ast.parse(written, mode="eval").body
    return _value(body, {**traits, **events, "as_of": moment.as_of}) is True


def _text_in_json(value: Any) -> str:
    """A text as it is, nothing as an empty one, lists and objects as JSON, all others in their text form."""
    return value if isinstance(value, str) else "" if value is None else _written(value)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{_written(name)}:{_written(each)}' for name, each in value.items())}}}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "null" if value is None else text_of(value) or ""


def _value(node: ast.expr, names: Names) -> Any:
    return _NODES[type(node)](node, names)


def _listed(node: Any, names: Names) -> list[Any]:
    return [_value(one, names) for one in node.elts]


def _function(node: Any, names: Names) -> Callable[[Any], Any]:
    return lambda one: _value(node.body, {**names, node.args.args[0].arg: one})


def _negated(node: Any, names: Names) -> bool | None:
    held = _value(node.operand, names)
    return None if held is None else not held


def _joined(node: Any, names: Names) -> bool | None:
    held, is_all = [_value(one, names) for one in node.values], isinstance(node.op, ast.And)
    if (not is_all) in held:
        return not is_all
    return None if None in held else is_all


def _compared(node: Any, names: Names) -> bool | None:
    sides = [_value(one, names) for one in (node.left, *node.comparators)]
    if None in sides:
        return None
    held = zip(node.ops, pairwise(sides), strict=True)
    return all(_COMPARED[type(sign)](*pair) for sign, pair in held)


def _called(node: Any, names: Names) -> Any:
    name, words = node.func.id, [_value(one, names) for one in node.args]
    if name == "isNull":
        return words[0] is None
    if name == "ifNull":
        return words[1] if words[0] is None else words[0]
    return None if None in words else _STRICT[name](*words)


def _milliseconds(**length: int) -> int:
    return int(timedelta(**length).total_seconds() * 1000)


_NODES: Mapping[type[ast.expr], Callable[[Any, Names], Any]] = {
    ast.Constant: lambda node, _: node.value,
    ast.Name: lambda node, names: names[node.id],
    ast.Attribute: lambda node, names: getattr(_value(node.value, names), node.attr),
    ast.Tuple: _listed,
    ast.List: _listed,
    ast.Lambda: _function,
    ast.UnaryOp: _negated,
    ast.BoolOp: _joined,
    ast.Compare: _compared,
    ast.Call: _called,
}
