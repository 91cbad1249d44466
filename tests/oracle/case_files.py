"""Case files as the oracle reads them: YAML 1.2's core schema, and expectations held against it."""

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.computed import people_of
from tests.oracle.identity import Identifier, cleaned
from tests.oracle.people import Person
from tests.oracle.segments import Log


class _CoreLoader(yaml.SafeLoader):
    """Only true, false, null and numbers are not text: `on`, `NO` and dates stay as written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise ValueError(f"a key stands twice: {keys}{node.start_mark}")
        return super().construct_mapping(node, deep)


_CoreLoader.yaml_implicit_resolvers = {}
_CORE = {
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "bool": (r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    "int": (r"[-+]?[0-9]+", list("-+0123456789")),
    "float": (
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
}
for _name, (_pattern, _first) in _CORE.items():
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), _first)


def _integer(loader: _CoreLoader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


_CoreLoader.add_constructor("tag:yaml.org,2002:int", _integer)


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file as plain data."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), _CoreLoader)
    cases: list[dict[str, Any]] = loaded["cases"]
    return cases


def disagreements(case: Mapping[str, Any]) -> list[str]:
    """Every expectation of a case that the oracle does not share."""
    people = people_of(case)
    log = Log(case["segments"], [row["as_of"] for row in case["expect"]], people.values())
    return [
        f"{row['segment']} at {row['as_of']}: {found}"
        for row in case["expect"]
        for found in _row_disagreements(row, log, people)
    ]


def _row_disagreements(row: Mapping[str, Any], log: Log, people: Mapping[Identifier, Person]) -> list[str]:
    """Wrong members, and for `exactly` those who are members and not named."""
    name, as_of = row["segment"], row["as_of"]
    inside = [one.identifiers for one in people.values() if log.is_member(one, name, as_of)]
    named = {name: _person(name, people) for name in _names(row)}
    wanted = {name: name not in (row.get("not_members") or []) for name in named}
    wrong = [
        f"{name} is {'' if person in inside else 'not '}a member"
        for name, person in named.items()
        if (person in inside) != wanted[name]
    ]
    others = set(inside) - set(named.values()) if "exactly" in row else set()
    return wrong + [f"{sorted(other)} is a member" for other in others]


def _names(row: Mapping[str, Any]) -> list[Any]:
    return [name for word in ("members", "not_members", "exactly") for name in row.get(word) or []]


def _person(name: Any, people: Mapping[Identifier, Person]) -> frozenset[Identifier]:
    """The profile an id of `expect` means: a `user_id`, else an `anonymous_id`."""
    for kind in ("user_id", "anonymous_id"):
        if person := people.get((kind, cleaned(kind, name))):
            return person.identifiers
    raise ValueError(f"expect names {name!r}, which no row gives")
