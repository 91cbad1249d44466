"""Kinds of records, entities and lists are known or refused; other names are only warned of in an open catalog."""

from dataclasses import replace
from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.spec.declared.catalog import Catalog, Entity
from segflux_cli.spec.declared.reading import Reading
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.spec.segments.segment_reader import read_segment
from segflux_cli.spec.yaml.faults import Faults
from segflux_cli.spec.yaml.yaml_reader import parse_yaml

KNOWN = Catalog(
    events=frozenset({"page_viewed"}),
    traits=frozenset({"country"}),
    properties=frozenset({"items"}),
    records=frozenset({"carts"}),
    lists=frozenset({"guests"}),
    entities={"account": Entity("account_id", frozenset({"plan"}))},
)


def told(who: str, catalog: Catalog = KNOWN) -> tuple[list[str], list[str]]:
    """The messages of faults and of warnings."""
    faults = Faults()
    node = parse_yaml(f"{{segment: a, who: [{who}]}}", "a.yml", faults)
    assert node is not None
    read_segment(node, Reading(faults, catalog=catalog))
    return [one.message for one in faults.errors], [one.message for one in faults.warnings]


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("{has: cart}", 'no source has records called "cart". Did you mean "carts"? Allowed: carts'),
        ("{has_no: tickets}", 'no source has records called "tickets". Allowed: carts'),
        (
            "{belongs_to: acount}",
            'no source links people to "acount". Did you mean "account"? Allowed: account',
        ),
        ("{listed: guest}", 'no seed and no model is called "guest". Did you mean "guests"?'),
    ],
)
def test_an_unknown_kind_or_list_is_a_fault_in_any_catalog(who: str, message: str) -> None:
    for catalog in (KNOWN, replace(KNOWN, is_closed=True)):
        errors, warnings = told(who, catalog)
        assert [error[: len(message)] for error in errors] == [message]
        assert warnings == []


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("{did: page_veiwed}", 'no event "page_veiwed" is declared. Did you mean "page_viewed"?'),
        ('{did: "pages_*"}', 'no event "pages_*" is declared.'),
        ("{trait: plan, is: x}", 'no trait "plan" is declared.'),
        ("{trait: country, is: {trait: land}}", 'no trait "land" is declared.'),
        ("{rank: {by: ltv, top: 1}}", 'no trait "ltv" is declared.'),
        ('{did: page_viewed, where: {"tags[].x": 1}}', 'no property "tags" is declared.'),
        ("{belongs_to: account, all: [{trait: country, is: x}]}", 'no trait "country" is declared.'),
    ],
)
def test_an_unknown_name_is_a_warning_or_in_a_closed_catalog_a_fault(who: str, message: str) -> None:
    for is_closed in (True, False):
        errors, warnings = told(who, replace(KNOWN, is_closed=is_closed))
        found, others = (errors, warnings) if is_closed else (warnings, errors)
        assert [one[: len(message)] for one in found] == [message]
        assert others == []


@pytest.mark.parametrize(
    "who",
    [
        '{did: "page_*"}',
        '{did: "*"}',
        "{trait: first_seen_at, newer_than: 1 day}",
        '{did: page_viewed, where: {"items[].price": 1}}',
        "{belongs_to: account, all: [{trait: plan, is: x}]}",
        "{has: carts}",
        "{listed: guests}",
    ],
)
def test_known_names_are_passed(who: str) -> None:
    assert told(who, replace(KNOWN, is_closed=True)) == ([], [])


def test_a_catalog_warns_only_of_near_names_where_others_may_come() -> None:
    may_come = replace(KNOWN, open_kinds=frozenset({"event"}))
    assert told("{did: something_else}", may_come) == ([], [])
    assert len(told("{did: page_veiwed}", may_come)[1]) == 1
    assert told("{did: anything}", Catalog()) == ([], [])


PROJECT = {
    "segflux.yml": "catalog: closed\n",
    "sources.yml": """
sources:
  - source: shop
    kind: events
    table: raw.orders
    at: day
    event: order_completed
    identifiers: {user_id: customer}
    properties: [revenue]
  - {source: crm, kind: traits, table: raw.crm, at: day, identifiers: {email: mail}, traits: [consent_email]}
  - {source: bills, kind: records, record: bills, id: id, table: raw.bills, at: day, identifiers: {email: mail}}
  - {source: teams, kind: links, entity: team, id: id, table: raw.teams, at: day, identifiers: {email: mail}}
""",
    "traits.yml": "traits: [{trait: ltv, total: order_completed, of: revenue}]\n",
    "identity.yml": "types: [{type: email}, {type: user_id}]\n",
    "destinations.yml": "destinations: [{destination: mail, type: webhook}]\n",
    "segments/buyers.yml": """
segment: buyers
who:
  - {did: order_completed, where: {revenue: {more_than: 1}}}
  - {trait: ltv, more_than: 1}
  - {has: bills}
  - {belongs_to: team}
sync: [{destination: mail, match_on: user_id, channel: email, send: {value: ltv}}]
""",
}


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("sources.yml", "kind: events", "kind: event", '"event" is not a legal kind'),
        ("sources.yml", "sources:", "source:", '"source" is not a word'),
        ("sources.yml", "kind: records", "kind: record", '"record" is not a legal kind'),
        ("sources.yml", "kind: links", "kind: link", '"link" is not a legal kind'),
        ("sources.yml", "kind: traits", "kind: trait", '"trait" is not a legal kind'),
        ("traits.yml", "total:", "totl:", "totl"),
        ("traits.yml", "traits:", "trait:", '"trait" is not a word'),
    ],
)
def test_names_of_a_faulty_entry_are_not_unknown(
    tmp_path: Path, file: str, right: str, wrong: str, told: str
) -> None:
    for name, text in {**PROJECT, file: PROJECT[file].replace(right, wrong)}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(SpecError) as raised:
        read_specs(tmp_path)
    assert {fault.place.path for fault in raised.value.faults} == {file}, str(raised.value)
    assert told in str(raised.value)
