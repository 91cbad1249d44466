"""Reads a provider's file; every fault in it is told at once, with its place."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jmespath
from jmespath.exceptions import JMESPathError

from segflux_cli.destinations.http.call_reader import read_call, read_errors_file, read_listing
from segflux_cli.destinations.http.provider import Failures, KnownBy, Provider
from segflux_cli.destinations.identities import RULES
from segflux_cli.destinations.protocol import Limits, Operation
from segflux_cli.destinations.types import Option
from segflux_cli.errors import Place
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping as Block
from segflux_cli.spec.yaml.nodes import Node, Sequence, plain
from segflux_cli.spec.yaml.words import unknown_word
from segflux_cli.spec.yaml.yaml_reader import read_yaml

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_SCHEMA = Path(__file__).with_name("provider.schema.json")
_OPERATIONS: tuple[Operation, ...] = ("add", "remove", "upsert", "clear")
_EXPRESSIONS = frozenset(
    {
        "items",
        "index",
        "value",
        "reason",
        "id",
        "skips",
        "job",
        "done",
        "next",
        "cursor",
        "failed",
        "at",
        "count",
        "again",
        "refused",
        "stopped",
        "told",
    }
)
_TEMPLATES = frozenset({"body", "query", "headers"})


def read_provider(path: Path, shown_as: str, faults: Faults) -> Provider | None:
    """The provider, or None after a fault."""
    root = read_yaml(path, shown_as, faults)
    if root is None:
        return None
    before = len(faults.errors)
    tree = plain(root)
    _check_schema(root, tree, faults)
    if len(faults.errors) == before:
        _check_rules(root, faults)
        _check_listing(root, faults)
        _check_expressions(root, faults)
    return _provider(tree) if len(faults.errors) == before and isinstance(tree, dict) else None


def _check_schema(root: Node, tree: object, faults: Faults) -> None:
    for error in _validator().iter_errors(tree):
        faults.add(_place_of(root, error.absolute_path), error.message)


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))


def _place_of(root: Node, path: Iterable[str | int]) -> Place:
    node = root
    for step in path:
        if isinstance(node, Block) and (inner := node.get(str(step))):
            node = inner
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    return node.place


def _check_rules(root: Node, faults: Faults) -> None:
    known = root.get("match_on") if isinstance(root, Block) else None
    for entry in known.entries if isinstance(known, Block) else ():
        rule = entry.value.get("rule") if isinstance(entry.value, Block) else None
        if rule is not None and plain(rule) not in RULES:
            faults.add(rule.place, unknown_word(str(plain(rule)), RULES, "a rule of identifiers"))


def _check_listing(root: Node, faults: Faults) -> None:
    if not isinstance(root, Block):
        return
    modes, listing = root.get("modes"), root.get("listing")
    listed = plain(modes) if modes is not None else None
    if modes is not None and isinstance(listed, list) and "mirror" in listed and listing is None:
        message = (
            'mirror removes strangers, so the file must say who is there: add "listing", or leave mirror out'
        )
        faults.add(modes.place, message)
    if not isinstance(listing, Block):
        return
    ways = [word for word in ("next", "cursor", "counted") if listing.get(word) is not None]
    if len(ways) > 1:
        faults.add(listing.place, f"pages are found in one way; write one of {', '.join(ways)}")


def _check_expressions(node: Node, faults: Faults) -> None:
    if isinstance(node, Sequence):
        for item in node.items:
            _check_expressions(item, faults)
    for entry in node.entries if isinstance(node, Block) else ():
        written = plain(entry.value)
        if entry.key in _EXPRESSIONS and isinstance(written, str):
            _compile(written, entry.value.place, faults)
        elif entry.key == "ids" and isinstance(entry.value, Block):
            for named in entry.value.entries:
                _compile(str(plain(named.value)), named.value.place, faults)
        elif entry.key not in _TEMPLATES:
            _check_expressions(entry.value, faults)


def _compile(expression: str, place: Place, faults: Faults) -> None:
    try:
        jmespath.compile(expression)
    except JMESPathError as error:
        told = str(error).splitlines()[0]
        faults.add(place, f"{expression!r} is no JMESPath expression: {told}")


def _provider(tree: Mapping[str, Any]) -> Provider:
    auth = tree.get("basic_auth")
    options, audience = tree.get("options", {}), tree.get("audience", {})
    return Provider(
        name=tree["provider"],
        about=tree["about"],
        base_url=tree["base_url"],
        modes=tuple(tree["modes"]),
        limits=Limits(**tree["limits"]),
        match_on={name: _known_by(name, written or {}) for name, written in tree["match_on"].items()},
        default_match_on=tuple(tree.get("default_match_on", list(tree["match_on"])[:1])),
        options=tuple(_option(name, written) for name, written in options.items()),
        audience=tuple(_option(name, written) for name, written in audience.items()),
        headers=tree.get("headers", {}),
        basic_auth=(auth["user"], auth.get("password", "")) if auth else None,
        is_signed="sign" in tree,
        is_shared=tree.get("is_shared", False),
        has_one_identity=tree.get("one_identity", False),
        takes_text=tree.get("answers") == "text",
        fields=tree.get("fields", "json"),
        reserved=tuple(tree.get("reserved", ())),
        fields_in=_fields_in(tree),
        failures=Failures(**tree.get("failures", {})),
        check=read_call(tree["check"]) if "check" in tree else None,
        poll=read_call(tree["poll"]) if "poll" in tree else None,
        poll_errors=read_call(tree["poll_errors"]) if "poll_errors" in tree else None,
        errors_file=read_errors_file(tree["errors_file"]) if "errors_file" in tree else None,
        operations={name: tuple(map(read_call, tree[name])) for name in _OPERATIONS if name in tree},
        listing=read_listing(tree["listing"]) if "listing" in tree else None,
    )


def _fields_in(tree: Mapping[str, Any]) -> tuple[str, ...]:
    calls = json.dumps([tree["base_url"], tree.get("upsert"), tree.get("clear")])
    return tuple(name for name in tree.get("audience", {}) if f"{{audience.{name}}}" in calls)


def _known_by(name: str, written: Mapping[str, str]) -> KnownBy:
    return KnownBy(written.get("as", name), written.get("rule", "id"))


def _option(name: str, written: Mapping[str, Any]) -> Option:
    return Option(
        name,
        written["about"],
        kind=written.get("kind", "text"),
        is_required=written.get("required", False),
        is_secret=written.get("secret", False),
        is_place=written.get("place", False),
        choices=tuple(written.get("choices", ())),
        default=written.get("default"),
    )
