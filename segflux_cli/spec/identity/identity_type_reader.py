"""Reads a type of identifier: its cleaning, what it ignores, its limits."""

from typing import cast

from segflux_cli.errors import Place
from segflux_cli.spec.conditions.value_reader import check_pattern
from segflux_cli.spec.declared.identity import STRONG_TYPES, Beyond, Cleaning, DegreeLimit, IdentifierType
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.fields import (
    one_or_more,
    read_choice,
    read_count,
    read_mapping,
    read_text,
    read_truth,
    words_of,
    wrong,
)
from segflux_cli.spec.yaml.names import required
from segflux_cli.spec.yaml.nodes import Entry, Mapping, Node, Scalar, describe, quoted
from segflux_cli.spec.yaml.words import check_keys

TYPE_WORDS = ("type", "clean", "strong", "region", "ignore", "at_most_per_profile", "linked_to")
LIMIT_WORDS = ("at_most", "beyond")
_CLEANED: dict[str, tuple[Cleaning, ...]] = {"email": ("trim", "lower")}
_PLAINLY: tuple[Cleaning, ...] = ("trim",)


def read_identifier_type(node: Node, faults: Faults) -> IdentifierType | None:
    """One entry of `types`."""
    if not isinstance(node, Mapping):
        came = describe(node)
        faults.add(node.place, f'a type came as {came}; write a mapping such as "type: user_id"')
        return None
    check_keys(node, TYPE_WORDS, faults)
    written = required(node, "type", "name it as sources.yml does, such as user_id", faults)
    name = read_text(written, "type", faults) if written else None
    if name is None:
        return None
    strong, ignore = node.get("strong"), node.get("ignore")
    clean = _read_cleaning(node, name, faults)
    is_strong = read_truth(strong, "strong", faults) if strong else name in STRONG_TYPES
    return IdentifierType(
        place=node.place,
        name=name,
        clean=clean,
        is_strong=bool(is_strong),
        region=_read_region(node, clean, faults),
        ignore=read_ignored(ignore, faults) if ignore else (),
        at_most_per_profile=read_count("at_most_per_profile", node, faults, least=1),
        linked_to=_read_limits(node.get("linked_to"), faults),
    )


def default_types(place: Place) -> tuple[IdentifierType, ...]:
    """The types where no file lists any, as `identity_rules` of the macros has them."""
    return tuple(
        IdentifierType(place, name, _CLEANED.get(name, _PLAINLY), is_strong=name in STRONG_TYPES)
        for name in (*STRONG_TYPES, "anonymous_id")
    )


def read_ignored(node: Node, faults: Faults) -> tuple[str, ...]:
    """Values that identify nobody: whole ones, beginnings with `*` behind them, patterns with `^` before."""
    values = []
    for item in one_or_more(node, "ignore", faults):
        text = _text_of(item)
        value = None if text is None else text.strip()
        if value is None:
            wrong(item, "ignore", 'texts, such as "test*"', faults)
        elif not value.startswith("^") or check_pattern(value, item.place, faults):
            values.append(value)
    return tuple(values)


def read_value(node: Node, what: str, faults: Faults) -> str | None:
    """The value of an identifier, which may look like a number."""
    value = _text_of(node)
    if not value or not value.strip():
        wrong(node, what, "the value of an identifier", faults)
        return None
    return value


def _text_of(node: Node) -> str | None:
    if not isinstance(node, Scalar) or node.value is None or isinstance(node.value, bool):
        return None
    return node.text


def _read_cleaning(node: Mapping, name: str, faults: Faults) -> tuple[Cleaning, ...]:
    written = node.get("clean")
    if written is None:
        return _CLEANED.get(name, _PLAINLY)
    allowed = words_of(Cleaning)
    read = [read_choice(item, allowed, "cleaning", faults) for item in one_or_more(written, "clean", faults)]
    chosen = {word for word in read if word}
    if "e164" in chosen and "gmail_dots" in chosen:
        faults.add(
            written.place, "e164 is for telephone numbers and gmail_dots for e-mails; keep one of them"
        )
    return cast("tuple[Cleaning, ...]", tuple(word for word in allowed if word in chosen))


def _read_region(node: Mapping, clean: tuple[Cleaning, ...], faults: Faults) -> str | None:
    written = node.get("region")
    if written is None:
        return None
    region = read_text(written, "region", faults)
    if "e164" not in clean:
        faults.add(
            written.place, '"region" is for telephone numbers; write "clean: [trim, e164]" or leave it out'
        )
    if region is None or region in _regions():
        return region
    faults.add(
        written.place,
        f"{quoted(region)} is no region for telephone numbers; write two capital letters, as in DE, FR, US",
    )
    return None


def _regions() -> frozenset[str]:
    from phonenumbers import SUPPORTED_REGIONS

    return frozenset(SUPPORTED_REGIONS)


def _read_limits(node: Node | None, faults: Faults) -> tuple[DegreeLimit, ...]:
    block = read_mapping(node, "linked_to", '"user_id: {at_most: 5}"', faults) if node else None
    limits = [_read_limit(entry, faults) for entry in block.entries] if block else []
    return tuple(limit for limit in limits if limit)


def _read_limit(entry: Entry, faults: Faults) -> DegreeLimit | None:
    block = read_mapping(entry.value, entry.key, '"at_most: 5"', faults)
    if block is None:
        return None
    check_keys(block, LIMIT_WORDS, faults)
    required(block, "at_most", f"say how many {entry.key} are too many", faults)
    most, beyond = read_count("at_most", block, faults, least=1), block.get("beyond")
    word = read_choice(beyond, words_of(Beyond), "beyond", faults) if beyond else "exclude"
    if most is None or word is None:
        return None
    return DegreeLimit(entry.place, entry.key, most, cast("Beyond", word))
