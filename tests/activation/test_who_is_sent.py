"""Who of a segment a run wants at the destination: exceptions, consent, contact pressure, members without identity."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from segflux_cli.destinations.places import audience_there
from segflux_cli.errors import Place
from segflux_cli.literals import spell_text
from segflux_cli.spec.declared.syncs import Contacted, InSegment, Listed
from segflux_cli.spec.times.times import Duration
from segflux_cli.sync.members.cleaning import identifier_cleaning
from segflux_cli.sync.members.held_back import audience_there_sql
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, addresses, run, there
from tests.activation.fake import Fake
from tests.activation.warehouse import SCHEMA, SEGMENT, profile_id, set_people

PLACE = Place("x.yml", 1, 1)
PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 11)]


def test_members_without_an_address_are_told(client: Any, fake: Fake) -> None:
    set_people(client, [(1, "", ""), (2, "p2@x.example", ""), (3, "p2@x.example", "")], [1, 2, 3])
    report = run(client, fake)
    assert (report.counts.members, report.counts.unmatched, report.counts.wanted) == (3, 2, 1)
    rows = client.query(
        f"select profile_id, reason from {SCHEMA}.sync_ledger final where status = 'rejected' order by 1"
    ).result_rows
    assert rows == [(profile_id(1), "no email"), (profile_id(3), "has the identifier of another member")]
    set_people(client, [(1, "p1@x.example", ""), (2, "p2@x.example", "")], [1, 2])
    run(client, fake)
    assert client.query(
        f"select count() from {SCHEMA}.sync_ledger final where status = 'rejected'"
    ).result_rows == [(0,)]


def test_members_without_a_profile_are_told_once(client: Any, fake: Fake) -> None:
    set_people(client, [(1, "p1@x.example", "")], [1, 9, 9])
    counts = run(client, fake).counts
    assert (counts.members, counts.unmatched, counts.wanted) == (2, 1, 1)


def test_who_becomes_a_member_while_others_are_read_is_for_the_next_run(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])

    class Overtaken(Handle):
        async def run(self, sql: str, values: Mapping[str, Any] | None = None) -> None:
            await super().run(sql, values)
            if "sipHash64(ids, fields)" in sql and "`_sync_desired_" in sql:
                await super().run(f"insert into {SCHEMA}.seg_regulars values ('{profile_id(2)}')")

    counts = run(client, fake, wrap=lambda _handle: Overtaken(client)).counts
    assert (counts.unmatched, there(fake)) == (0, addresses(1))
    run(client, fake)
    assert there(fake) == addresses(1, 2)


def test_exceptions_and_consent_hold_people_back(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, range(1, 11))
    run(client, fake)
    client.command(f"insert into {SCHEMA}.seg_staff values ('{profile_id(1)}')")
    client.command(f"insert into {SCHEMA}.listed_people values (' P2@X.example ')")
    client.command(
        f"alter table {SCHEMA}.dim_profiles update consent_email = 'false' "
        "where user_id = '3' settings mutations_sync = 1"
    )
    held = (InSegment(PLACE, "staff"), Listed(PLACE, "listed_people", "email"))
    report = run(client, fake, Task(a_sync(fake.url, channel="email"), held))
    assert (report.state, report.counts.held_back) == ("ok", 3)
    assert there(fake) == addresses(*range(4, 11))


def test_listed_identifiers_are_cleaned_as_identity_yml_says(client: Any, fake: Fake) -> None:
    set_people(client, [(1, "annlee@gmail.com", ""), (2, "p2@x.example", "")], [1, 2])
    client.command(f"insert into {SCHEMA}.listed_people values ('Ann.Lee@gmail.com'), (null)")
    held = (Listed(PLACE, "listed_people", "email"),)
    types = [{"type": "email", "strong": True, "clean": ["trim", "lower", "gmail_dots"]}]
    clean = identifier_cleaning({"identity_rules": {"types": types}})
    assert run(client, fake, Task(a_sync(fake.url), held), clean=clean).counts.held_back == 1
    assert there(fake) == addresses(2)


PLACES: tuple[dict[str, Any], ...] = (
    {"destination": "crm", "audience": {"list": "a"}, "options": {}},
    {"destination": "mail", "audience": {"list": "a"}, "options": {}},
    {"destination": "crm", "audience": {"list": "b"}, "options": {}},
    {"destination": "crm", "audience": {"list": "a"}, "options": {"destination": "x"}},
    {"destination": "mail", "audience": {"list": "a"}, "options": {"destination": "y"}},
    {"destination": "crm", "audience": {"list": "a"}, "options": {}, "segment": "regulars"},
    {"destination": "é", "audience": {"list": 'ü"\\\n\u2028'}, "options": {"n": 1, "on": True}},
    {"destination": 'e"', "audience": {"list": 'ü"\\\n\u2028'}, "options": {"n": 1, "on": True}},
    {"destination": "crm", "audience": {"list": "1"}, "options": {}},
    {"destination": "crm", "audience": {"list": 1}, "options": {}},
    {"audience": {"list": "a"}, "options": {}},
)


def test_the_warehouse_tells_audiences_apart_as_the_engine_does(client: Any) -> None:
    texts = [json.dumps(place, sort_keys=True, ensure_ascii=False) for place in PLACES]
    pairs = list(itertools.product(texts, texts))
    asked = (
        f"{audience_there_sql(spell_text(one))} = {audience_there_sql(spell_text(other))}"
        for one, other in pairs
    )
    (row,) = client.query(f"select [{', '.join(asked)}]").result_rows
    assert [bool(is_equal) for is_equal in row[0]] == [
        audience_there(one) == audience_there(other) for one, other in pairs
    ]


OTHER = {"name": "other", "destination": "other", "place": '{"destination": "other", "list": "other"}'}


def test_contact_pressure_keeps_newcomers_out_and_nobody_else(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])
    run(client, fake, Task(a_sync(fake.url, **OTHER)))
    set_people(client, PEOPLE, [1, 2])
    held = (Contacted(PLACE, 1, Duration(7, "day")),)
    sync = a_sync(fake.url, name="this")
    assert run(client, fake, Task(sync, held)).counts.held_back == 1
    assert run(client, fake, Task(sync)).counts.planned_adds == 1
    assert run(client, fake, Task(sync, held)).counts.held_back == 0


@pytest.mark.parametrize(
    ("contacted", "was_there", "held_back"), [(1, 2, 0), (2, 1, 0), (1, None, 1), (2, None, 1)]
)
def test_contact_pressure_follows_people_whose_profiles_are_merged(
    client: Any, fake: Fake, contacted: int, was_there: int | None, held_back: int
) -> None:
    set_people(client, PEOPLE, [contacted])
    run(client, fake, Task(a_sync(fake.url, **OTHER)))
    sync = a_sync(fake.url, name="this")
    set_people(client, PEOPLE, [was_there] if was_there else [])
    run(client, fake, Task(sync))
    identifiers = f"{SCHEMA}.dim_identifiers"
    client.command(f"alter table {identifiers} delete where 1 settings mutations_sync = 1")
    client.command(
        f"insert into {identifiers} select number, 'email', concat('p', toString(number), '@x.example'), "
        f"'{profile_id(1)}', now() from numbers(1, 2)"
    )
    set_people(client, [(1, "p1@x.example", "pro")], [1])
    held = (Contacted(PLACE, 1, Duration(7, "day")),)
    assert run(client, fake, Task(sync, held)).counts.held_back == held_back


def test_contact_pressure_counts_who_was_sent_only_at_the_second_try(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE, [1])
    other = Task(a_sync(fake.url, **OTHER))
    fake.tell(chances={"503": 1.0})
    assert run(client, fake, other).state == "failed"
    fake.tell(chances={})
    assert run(client, fake, other).counts.accepted == 1
    set_people(client, [(1, "p1@x.example", "free")], [1])
    assert run(client, fake, other).counts.planned_updates == 1
    for most, held_back in ((1, 1), (2, 0)):
        held = (Contacted(PLACE, most, Duration(7, "day")),)
        report = run(client, fake, Task(a_sync(fake.url, name="this"), held), is_dry=True)
        assert report.counts.held_back == held_back


def test_contact_pressure_lets_those_move_who_were_there(client: Any, fake: Fake) -> None:
    held = (Contacted(PLACE, 1, Duration(7, "day")),)
    old, new = a_sync(fake.url, name="old"), a_sync(fake.url, name="new")
    set_people(client, PEOPLE, [1])
    run(client, fake, Task(old, held))
    set_people(client, PEOPLE, [1, 2])
    run(client, fake, Task(a_sync(fake.url, **OTHER)))
    run(client, fake, Task(old, is_drain=True))
    fake.tell(chances={"503": 1.0})
    assert run(client, fake, Task(new, held)).state == "failed"
    fake.tell(chances={})
    report = run(client, fake, Task(new, held))
    assert (report.counts.held_back, report.counts.accepted) == (1, 1)
    assert run(client, fake, Task(new, held)).counts.held_back == 1


@pytest.mark.parametrize(
    ("before", "former"),
    [
        ({"place": '{"destination": "fake", "list": "other"}'}, ""),
        ({"destination": "hook", "place": '{"destination": "hook", "list": "fake"}'}, ""),
        ({"segment": "frequent"}, ""),
        ({"segment": "frequent", "place": '{"destination": "fake", "list": "frequent"}'}, "frequent"),
    ],
)
def test_contact_pressure_leaves_out_what_a_sync_did_under_another_name(
    client: Any, fake: Fake, before: dict[str, str], former: str
) -> None:
    set_people(client, PEOPLE, [1])
    old = a_sync(fake.url, name="old", **before)
    run(client, fake, Task(replace(old, segment=SEGMENT)))
    for table in ("sync_ledger", "sync_history"):  # the warehouse here has one segment only
        renamed = f"alter table {SCHEMA}.{table} update segment = '{old.segment}' where 1"
        client.command(f"{renamed} settings mutations_sync = 1")
    run(client, fake, Task(old, is_drain=True))
    held = (Contacted(PLACE, 1, Duration(7, "day")),)
    report = run(client, fake, Task(a_sync(fake.url, name="new"), held, former))
    assert (report.counts.held_back, report.counts.accepted) == (0, 1)


def test_contact_pressure_lets_people_move_back_to_a_list_where_they_were_before(
    client: Any, fake: Fake
) -> None:
    held = (Contacted(PLACE, 1, Duration(7, "day")),)
    first, second = (
        a_sync(fake.url, name=name, place=f'{{"destination": "fake", "list": "{name}"}}') for name in "12"
    )
    set_people(client, PEOPLE, range(1, 6))
    run(client, fake, Task(first, held))
    run(client, fake, Task(a_sync(fake.url, **OTHER)))
    for old, new in ((first, second), (second, first)):
        run(client, fake, Task(old, is_drain=True))
        report = run(client, fake, Task(new, held))
        assert (report.counts.held_back, report.counts.accepted) == (0, 5)
