"""The schemas for editors say of a project's files what the readers say."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from segflux_cli.compiler.editor.documents import SchemaKind, schema_document
from segflux_cli.compiler.editor.names import Names
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.computed_files import read_computed_traits
from segflux_cli.spec.project.project import read_project
from segflux_cli.spec.sources.source_reader import read_sources
from segflux_cli.spec.syncs.destination_reader import read_destinations
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.nodes import Mapping, Node, Scalar, Sequence, plain
from segflux_cli.spec.yaml.yaml_reader import parse_yaml, read_yaml

CASES = Path(__file__).parents[2] / "cases"


def assert_judged_alike(
    path: Path, text: str, kind: SchemaKind, read: Callable[[Path, Faults], object]
) -> None:
    path.write_text(text)
    faults = Faults()
    read(path.parent, faults)
    node = parse_yaml(text, path.name, Faults())
    assert node
    complaints = list(Draft202012Validator(schema_document(kind, Names())).iter_errors(plain(node)))
    assert bool(complaints) == bool(faults.errors), faults.errors


PROJECTS = [
    "time_zone: Europe/Berlin\nbase: known\ncatalog: closed\nevents: [a]\ntraits: b\n",
    "size: {at_least: 5, at_most: 40%}\n",
    "time_zone: Europe/Berlinn\n",
    "base: somebody\n",
    "base: [{trait: plan, is: pro}]\n",
    "catalog: half\n",
    "events:\n",
    "events: [1]\n",
    "size: {otherwise: warn}\n",
    "size: {}\n",
    "zone: UTC\n",
    "- a\n",
]


@pytest.mark.parametrize("text", PROJECTS)
def test_segflux_yml_is_judged_alike(tmp_path: Path, text: str) -> None:
    assert_judged_alike(tmp_path / "segflux.yml", text, "project", read_project)


EVENTS = "source: s, kind: events, table: raw.t, at: t, identifiers: {user_id: u}, event: e"
TRAITS = "source: s, kind: traits, table: raw.t, at: t, identifiers: {user_id: u}"
SOURCES = [
    EVENTS,
    EVENTS.replace("at: t, ", ""),
    EVENTS.replace("raw.t", "orders"),
    EVENTS.replace("table: raw.t", "table: {database: raw, table: a.b}"),
    EVENTS.replace("source: s", "source: Shop 1"),
    EVENTS.replace("kind: events", "kind: things"),
    EVENTS.replace("at: t", "at: {constant: 2020-01-01}"),
    EVENTS.replace("at: t", 'at: {column: t, format: "%d.%m.%Y", time_zone: Europe/Rome}'),
    EVENTS.replace("at: t", 'at: {column: t, format: "%d.%m"}'),
    EVENTS.replace("at: t", 'at: {column: t, format: "%Q %Y"}'),
    EVENTS.replace("at: t", "at: {column: t, format: milliseconds}"),
    EVENTS.replace("event: e", "event: {column: e, map: {A: b}, unmapped: leave_out}"),
    EVENTS.replace("event: e", "event: {column: e, unmapped: leave_out}"),
    EVENTS.replace("{user_id: u}", "{}"),
    f"{EVENTS}, look_back: 3 days",
    f"{EVENTS}, arrived_at: a, look_back: 3 days",
    f"{EVENTS}, arrived_at: a, look_back: 1 month",
    f"{EVENTS}, properties: [a, b]",
    f"{EVENTS}, properties: [a, a]",
    f"{EVENTS}, properties: [a.b]",
    f"{EVENTS}, properties: {{x: a.b}}",
    f"{EVENTS}, properties: {{x.y: a}}",
    f"{EVENTS}, properties: {{x: {{column: a, type: time, format: seconds}}}}",
    f"{EVENTS}, properties: {{x: {{column: a, format: seconds}}}}",
    f"{EVENTS}, traits: [a]",
    f"{EVENTS}, mutable: [a, 2019]",
    f"{TRAITS}, traits: [a, 2019]",
    f"{TRAITS}, traits: details",
    TRAITS,
    f"{TRAITS}, traits: [a]".replace("at: t", "at: {constant: 2020-01-01}"),
    "source: s, kind: identifiers, table: raw.t, identifiers: {user_id: u, email: [a, b]}",
    "source: s, kind: identifiers, table: raw.t, identifiers: {user_id: u}, event: e",
    "source: s, adapter: segment, schema: seg",
    "source: s, adapter: segment",
    "source: s, adapter: segmnt, schema: seg",
    "source: s, adapter: segment, schema: seg, table: raw.t",
    "source: s, adapter: posthog, schema: ph, kind: events",
    f"{EVENTS}, adapter: custom",
    "",
]


@pytest.mark.parametrize("entry", SOURCES)
def test_sources_yml_is_judged_alike(tmp_path: Path, entry: str) -> None:
    text = f"sources:\n  - {{{entry}}}\n"
    assert_judged_alike(tmp_path / "sources.yml", text, "sources", read_sources)


HOOK = "destination: hook, type: webhook"
NOTIFIES = [
    "{url: {env_var: CHAT}}",
    "{url: {env_var: CHAT}, on: failed}",
    "[{url: {env_var: CHAT}, on: [failed, ok]}, {url: {env_var: MAIL}}]",
    "{url: 'slack://token'}",
    "{url: {env_var: CHAT, default: 'json://x'}}",
    "{url: {env_var: 'no name'}}",
    "{url: {env_var: CHAT}, on: []}",
    "{url: {env_var: CHAT}, on: broken}",
    "{url: {env_var: CHAT}, when: ok}",
    "{on: ok}",
    "[]",
    "{}",
    "chat",
]
DESTINATIONS = [
    *(f"destinations: []\nnotify: {text}\n" for text in NOTIFIES),
    *(f"destinations: [{{{HOOK}, notify: {text}}}]\n" for text in NOTIFIES),
    *(
        f"destinations: [{{{HOOK}, {words}}}]\n"
        for words in (
            "url: a, secret: {env_var: S}",
            "secret: written",
            "API_KEY: written",
            "api_key: {env_var: S, default: x}",
            "keys: written",
            "url: {env_var: U, default: x}",
            "url: {env_var: U, otherwise: x}",
            "headers: {x: 1, token: written}",
            "headers: {x: 1, token: {env_var: T}}",
            "headers: {x: {env_var: 1}}",
            "limits: {rows: 5, seconds: 0.5}",
            "limits: {rows: 0}",
            "limits: {seconds: 0}",
            "limits: {pages: 1}",
            "limits: {}",
            "defaults: {match_on: email, mode: mirror}",
            "defaults: {owned: true}",
            "targets: [a, b]",
            "targets: []",
            "needs: A",
            "needs: [A, 'b c']",
        )
    ),
    "destinations: [{destination: a-b, type: webhook}]\n",
    "destinations: [{destination: hook}]\n",
    "destinations: [{type: webhook}]\n",
    "destinations: [hook]\n",
    "destinations: {}\n",
    "notify: {url: {env_var: CHAT}}\n",
    "places: []\n",
]


@pytest.mark.parametrize("text", DESTINATIONS)
def test_destinations_yml_is_judged_alike(tmp_path: Path, text: str) -> None:
    assert_judged_alike(tmp_path / "destinations.yml", text, "destinations", read_destinations)


def trait_lists() -> Iterator[tuple[str, Node]]:
    for path in sorted([*CASES.glob("*.yml"), *(CASES / "refused").glob("*.yml")]):
        root = read_yaml(path, path.name, Faults())
        cases = root.get("cases") if isinstance(root, Mapping) else None
        for case in cases.items if isinstance(cases, Sequence) else ():
            assert isinstance(case, Mapping)
            traits, name = case.get("traits"), case.get("name")
            if traits is not None and isinstance(name, Scalar):
                yield name.text, traits


def test_traits_yml_is_judged_alike() -> None:
    validator = Draft202012Validator(schema_document("traits", Names()))
    across = r"declared twice|computed from itself"
    judged = []
    for name, traits in trait_lists():
        faults = Faults()
        read_computed_traits(traits, Reading(faults))
        messages = [fault.message for fault in faults.errors]
        if not any(re.search(across, message) for message in messages):
            complaints = list(validator.iter_errors({"traits": plain(traits)}))
            assert bool(complaints) == bool(messages), (name, messages)
            judged.append(bool(messages))
    assert (judged.count(True) > 20, judged.count(False) > 10) == (True, True)
