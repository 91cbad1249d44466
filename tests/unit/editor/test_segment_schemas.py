"""The schema of segments for editors says of every definition what the reader says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from segflux_cli.compiler.editor.documents import SchemaKind, schema_document
from segflux_cli.compiler.editor.names import Names, names_of
from segflux_cli.spec.conditions.condition_reader import HEADS
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.spec.segments.segment_reader import SEGMENT_WORDS, read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, plain
from segflux_cli.spec.yaml.yaml_reader import parse_yaml, read_yaml

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
SEGMENT = Draft202012Validator(schema_document("segment", Names()))

# What JSON Schema cannot say: the fault's message, and why not.
INEXPRESSIBLE = {
    r"is above at_most|is above of_last": "two numbers are compared",
    r"of the same number and unit": "two texts are compared",
    r"is not shorter than lapsed_after|is longer than inside": "two lengths are compared",
    r"then_not at the end": "the last item of a list is like the others",
    r"begins at or after its end": "two times are compared",
    r"does not exist": "leap years, and hours beyond the calendar",
    r"longer than 1000 years|more than 1000 years|above 1200 periods": "a number with its unit is compared",
    r"is not legal RE2": "a pattern is judged by RE2 alone",
    r"is above members_above": "two numbers are compared",
    r"stands twice with one audience": "two entries are compared in part",
}


def definitions(folder: Path) -> Iterator[tuple[str, Mapping]]:
    for path in sorted(folder.glob("*.yml")):
        root = read_yaml(path, path.name, Faults())
        assert isinstance(root, Mapping)
        cases = root.get("cases")
        assert isinstance(cases, Sequence)
        for case in cases.items:
            assert isinstance(case, Mapping)
            name, segments = case.get("name"), case.get("segments")
            assert isinstance(name, Scalar)
            for segment in segments.items if isinstance(segments, Sequence) else ():
                assert isinstance(segment, Mapping)
                yield name.text, segment


def refusals(node: Node) -> list[str]:
    faults = Faults()
    read_segment(node, Reading(faults))
    return [fault.message for fault in faults.errors]


def is_inexpressible(messages: list[str]) -> bool:
    return all(any(re.search(known, message) for known in INEXPRESSIBLE) for message in messages)


def complaints(node: Node, validator: Draft202012Validator = SEGMENT) -> list[str]:
    return [error.message[:200] for error in validator.iter_errors(plain(node))]


def test_what_is_read_in_cases_is_valid() -> None:
    for case, segment in definitions(CASES):
        if not refusals(segment):
            assert not complaints(segment), case


def test_what_is_refused_in_cases_is_invalid() -> None:
    judged = 0
    for case, segment in definitions(CASES / "refused"):
        messages = refusals(segment)
        if messages and not is_inexpressible(messages):
            judged += 1
            assert complaints(segment), f"{case}: {messages}"
        elif not messages:
            assert not complaints(segment), case
    assert judged > 100


def test_what_cannot_be_said_is_in_the_cases() -> None:
    judged = [segment for _, segment in definitions(CASES / "refused")]
    judged += [node for node in map(segment_with, REST) if isinstance(node, Mapping)]
    messages = "\n".join(message for segment in judged for message in refusals(segment))
    assert [known for known in INEXPRESSIBLE if not re.search(known, messages)] == []


REST = [
    "sync: [mail]",
    "sync: []",
    "sync: [{destination: mail, mode: mirror, match_on: email, channel: email, owned: true}]",
    "sync: [{destination: mail, mode: sideways}]",
    "sync: [{mode: mirror}]",
    "sync: [{destination: mail, match_on: [profile_id]}]",
    "sync: [{destination: mail, match_on: [email, profile_id]}]",
    "sync: [{destination: mail, match_on: [email, email]}]",
    "sync: [{destination: mail, channel: E-Mail}]",
    "sync: [{destination: mail, send: {a: plan, b: {trait: plan, default: free}, c: {value: 3}}}]",
    "sync: [{destination: mail, send: {a: {value: 3, default: 4}}}]",
    "sync: [{destination: mail, stop_if: {removes_more_than: 20%, members_below: 10}}]",
    "sync: [{destination: mail, stop_if: {members_below: 20, members_above: 10}}]",
    "sync: [{destination: mail, stop_if: {removes: 20%}}]",
    "sync: [{destination: mail}, {destination: mail}]",
    "sync: [mail, {destination: mail}]",
    "sync: [{destination: mail, audience: {list_id: a}}, {destination: mail, audience: {list_id: b}}]",
    "except: [{in_segment: staff}, {listed: blocked, id_type: email}, {without_consent: email}]",
    "except: [{contacted: {at_least: 3 times, within: 7 days, channel: email}}]",
    "except: [{contacted: {at_least: 3 times}}]",
    "except: [{in_segment: staff, listed: blocked}]",
    "except: [{in_segment: staff, id_type: email}]",
    "except: staff",
    "review_by: 2027-01-31",
    "review_by: 2027-02-31",
    "goal: {metric: total, event: bought, value: revenue}",
    "goal: {metric: total, event: bought}",
    "goal: {metric: count, event: bought, value: revenue}",
    "goal: {metric: conversion, event: bought, baseline: 10%, target: 0.15}",
    "goal: {metric: conversion, event: bought, target: 1.5}",
    "goal: {metric: count, event: bought, baseline: 1.5}",
    "goal: {metric: count, event: bought, baseline: 10%}",
    "size: {at_least: 10, at_most: 20%, moves_at_most: 5%, otherwise: hold_sync}",
    "size: {at_least: -1}",
    "size: {at_most: 101%}",
    "size: {at_most: 0.5 %}",
    "size: {at_most: 0%}",
    "tags: [a, b]",
    "tags: []",
    "kinds: [psychic]",
    "examples:",
    "membership: {time_zone: Mars/Phobos}",
    "membership: {history: 2 years}",
    "membership: {history: 0 days}",
    "priority: {group: mail, rank: 2}",
    "priority: {group: '', rank: 2}",
    "priority: {group: mail, rank: '2'}",
    "renamed_from: old",
    "renamed_from: _old",
]


def segment_with(line: str) -> Node | None:
    return parse_yaml(f"segment: x\nwho: everyone\n{line}\n", "x.yml", Faults())


@pytest.mark.parametrize("line", REST)
def test_the_rest_of_a_segment_is_judged_alike(line: str) -> None:
    node = segment_with(line)
    assert node
    messages = refusals(node)
    if not (messages and is_inexpressible(messages)):
        assert bool(complaints(node)) == bool(messages), messages


@pytest.mark.parametrize("status", ["", "status: live\n", "status: retired\n"])
def test_only_a_retired_segment_need_not_say_who_is_in(status: str) -> None:
    node = parse_yaml(f"segment: x\n{status}", "x.yml", Faults())
    assert node
    assert bool(refusals(node)) == bool(complaints(node)) == ("retired" not in status)


def test_the_demo_is_valid() -> None:
    names = names_of(read_specs(ROOT))
    validator = Draft202012Validator(schema_document("segment", names))
    for path in sorted((ROOT / "segments").glob("*.yml")):
        node = read_yaml(path, path.name, Faults())
        assert node
        assert not complaints(node, validator), path.name
    kinds: dict[SchemaKind, str] = {
        "sources": "sources.yml",
        "traits": "traits.yml",
        "destinations": "destinations.yml",
        "project": "segflux.yml",
    }
    for kind, name in kinds.items():
        node = read_yaml(ROOT / name, name, Faults())
        assert node
        document = schema_document(kind, names)
        assert not complaints(node, Draft202012Validator(document))


@pytest.mark.parametrize("kind", ["segment", "sources", "traits", "identity", "destinations", "project"])
def test_each_document_is_a_schema(kind: Any) -> None:
    names = Names(
        frozenset({"seen"}), frozenset({"plan"}), frozenset({"price"}), frozenset({"buyers"}), is_closed=True
    )
    Draft202012Validator.check_schema(schema_document(kind, names))


def test_every_word_is_offered() -> None:
    document = schema_document("segment", Names())
    assert list(document["properties"]) == list(SEGMENT_WORDS)
    assert list(document["$defs"]["condition"]["properties"]) == list(HEADS)
    assert all("description" in word for word in document["$defs"]["condition"]["properties"].values())


CATALOG = Catalog(
    frozenset({"seen", "bought"}), frozenset({"plan"}), frozenset({"price", "a.b"}), is_closed=True
)


@pytest.mark.parametrize(
    "who",
    [
        "{did: seen}",
        "{did: seem}",
        "{did: [seen, bought]}",
        "{did: [seen, other]}",
        "{trait: plan, is: x}",
        "{trait: plam, is: x}",
        "{trait: first_seen_at, exists: true}",
        '{did: seen, where: {"price": 3}}',
        '{did: seen, where: {"price[].x": 3}}',
        '{did: seen, where: {"prize": 3}}',
        '{did: seen, where: {any: [{"prize": 3}]}}',
        '{did: seen, where: {price: {item: {"anything": 1}}}}',
    ],
)
def test_a_closed_catalog_allows_no_other_names(who: str) -> None:
    node = parse_yaml(f"segment: x\nwho: [{who}]\n", "x.yml", Faults())
    assert node
    faults = Faults()
    read_segment(node, Reading(faults, catalog=CATALOG))
    names = Names(CATALOG.events, CATALOG.traits | {"first_seen_at"}, CATALOG.properties, is_closed=True)
    validator = Draft202012Validator(schema_document("segment", names))
    assert bool(complaints(node, validator)) == bool(faults.errors), faults.errors
