"""What the fields of a sync may be called, where a provider's bodies write names beside them."""

from pathlib import Path

import pytest

from segflux_cli.destinations.check import check_destinations
from segflux_cli.destinations.registry import destination_types
from segflux_cli.errors import SpecError
from segflux_cli.spec.project.specs import read_specs

SOURCES = """
sources:
  - source: crm
    kind: traits
    table: raw.crm
    at: at
    identifiers: {user_id: id, email: mail}
    traits: [plan]
"""
KEY = "{env_var: KEY}"
OWN = """
provider: club
about: "our club"
match_on: {email: {as: mail}, user_id: {as: number}}
modes: [add_and_remove]
limits: {rows: 10}
base_url: https://club.example
reserved: ["is_{segment}"]
add: [{post: /, body: {people: {each: rows, as: {...: "{fields}", "{id_type}": "{id}", kind: person}}}}]
remove: [{delete: /, body: {people: {each: rows, as: "{id}"}}}]
"""
WORDS = {
    "braze": (f"endpoint: x, api_key: {KEY}", ""),
    "club": ("", ""),
    "customerio": (f"site_id: {KEY}, api_key: {KEY}", "segment_id: 1"),
    "hubspot": (f"access_token: {KEY}", 'list_id: "1"'),
    "intercom": (f"access_token: {KEY}", 'tag_id: "1"'),
    "klaviyo": (f"api_key: {KEY}", "list_id: L"),
    "linkedin": (f"access_token: {KEY}", 'segment_id: "1"'),
    "mailchimp": (f"api_key: {KEY}, server: us1", "list_id: L, segment_id: 1"),
    "segment": (f"write_key: {KEY}", ""),
    "sendgrid": (f"api_key: {KEY}", "list_id: L"),
}


def check(folder: Path, kind: str, match_on: str, name: str) -> None:
    options, audience = WORDS[kind]
    destination = ", ".join(filter(None, ("destination: there", f"type: {kind}", options)))
    place = [f"audience: {{{audience}}}"] if audience else []
    sync = ", ".join(["destination: there", f"match_on: {match_on}", *place, f"send: {{{name}: plan}}"])
    files = {
        "sources.yml": SOURCES,
        "destinations.yml": f"destinations: [{{{destination}}}]\n",
        "destinations/club.yml": OWN,
        "segments/buyers.yml": f"segment: buyers\nwho: everyone\nsync: [{{{sync}}}]\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    types = destination_types(folder)
    read_specs(folder, also=lambda specs, faults: check_destinations(specs, types, faults))


@pytest.mark.parametrize(
    ("kind", "match_on", "name"),
    [
        ("braze", "user_id", "external_id"),
        ("braze", "email", "external_id"),
        ("braze", "email", "email"),
        ("braze", "user_id", "in_buyers"),
        ("braze", "user_id", "_update_existing_only"),
        ("club", "email", "mail"),
        ("club", "user_id", "number"),
        ("club", "user_id", "kind"),
        ("club", "user_id", "is_buyers"),
        ("customerio", "user_id", "id"),
        ("hubspot", "email", "email"),
        ("intercom", "email", "email"),
        ("klaviyo", "user_id", "external_id"),
        ("klaviyo", "email", "email"),
        ("klaviyo", "email", "email.inner"),
        ("linkedin", "email", "action"),
        ("linkedin", "email", "userIds"),
        ("mailchimp", "email", "EMAIL"),
        ("segment", "user_id", "in_buyers"),
        ("sendgrid", "email", "email"),
    ],
)
def test_no_field_takes_the_place_of_who_a_person_is(
    tmp_path: Path, kind: str, match_on: str, name: str
) -> None:
    with pytest.raises(SpecError) as told:
        check(tmp_path, kind, match_on, name)
    [fault] = told.value.faults
    assert f'{kind} gets "{name.split(".", maxsplit=1)[0]}" from Segflux itself' in str(fault)


@pytest.mark.parametrize(
    ("kind", "match_on", "name"),
    [
        ("braze", "user_id", "email"),
        ("braze", "[user_id, email]", "email"),
        ("club", "user_id", "mail"),
        ("club", "user_id", "action"),
        ("customerio", "user_id", "email"),
        ("intercom", "user_id", "email"),
        ("klaviyo", "user_id", "email"),
        ("mailchimp", "email", "FNAME"),
        ("segment", "user_id", "in_other"),
    ],
)
def test_another_identifier_may_be_a_field(tmp_path: Path, kind: str, match_on: str, name: str) -> None:
    check(tmp_path, kind, match_on, name)
