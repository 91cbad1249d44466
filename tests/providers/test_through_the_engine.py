"""Whole runs of the engine over each platform's fake: what a warehouse holds ends up there, hashed as it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, relations, set_people
from tests.dbt_projects import new_warehouse
from tests.providers.braze import Braze
from tests.providers.carrying import TYPES
from tests.providers.cdp import Cdp, RudderStack
from tests.providers.customerio import CustomerIo
from tests.providers.hubspot import HubSpot
from tests.providers.intercom import Intercom
from tests.providers.iterable import Iterable
from tests.providers.klaviyo import Klaviyo
from tests.providers.linkedin import LinkedIn
from tests.providers.mailchimp import Mailchimp
from tests.providers.meta import Meta
from tests.providers.sendgrid import SendGrid
from tests.providers.service import Service, Told, served
from tests.providers.tiktok import TikTok

# Addresses as people write them, and their SHA-256 as the platforms define it; the first is the example of Meta's
# "Customer information parameters", the others hold what is often folded wrongly: umlauts, dots and a plus.
PEOPLE = [
    (1, " John_Smith@gmail.com ", "pro"),
    (2, "Müller@beispiel.example", "free"),
    (3, "c.d+e@gmail.com", "pro"),
]
PLAIN = {1: "john_smith@gmail.com", 2: "müller@beispiel.example", 3: "c.d+e@gmail.com"}
HASHED = {
    1: "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    2: "91c7e2c517a7173807fffdd719c7a0a488937bb356e5c53b41a647dd1b0ef587",
    3: "7e87c5c0d2e61f83c521ec2d11b07b0b306a61ca331f2b7947ede3c5930e4572",
}
NUMBERS = {1: "1", 2: "2", 3: "3"}


@dataclass(frozen=True)
class Case:
    """A provider, how its sync is written, and who its fake says is there."""

    provider: str
    service: type[Service]
    names: Mapping[int, str]
    match_on: str = "email"
    options: Mapping[str, Any] = field(default_factory=dict)
    audience: Mapping[str, Any] = field(default_factory=dict)
    sends_plan: bool = False


def there(service: Any) -> set[str]:
    """Who is in the audience."""
    if hasattr(service, "members"):
        return set(service.members())
    if isinstance(service, Braze):
        return {name for name, user in service.users.items() if user["in_regulars"]}
    if isinstance(service, Cdp):
        return {name for name, traits in service.traits.items() if traits["in_regulars"]}
    held = next(
        getattr(service, name) for name in ("lists", "segments", "audiences") if hasattr(service, name)
    )
    (members,) = held.values()
    return {dict(member)["EMAIL"] if isinstance(service, Meta) else _name(member) for member in members}


def _name(member: Any) -> str:
    return str(member[1] if isinstance(member, tuple) else member)


TOKEN = {"access_token": "secret"}
KEYS = {"site_id": "site", "api_key": "key"}
CASES = [
    Case("hubspot", HubSpot, PLAIN, options=TOKEN, audience={"list_id": "7"}, sends_plan=True),
    Case(
        "iterable", Iterable, PLAIN, options={"api_key": "secret"}, audience={"list_id": 42}, sends_plan=True
    ),
    Case("customerio", CustomerIo, NUMBERS, "user_id", KEYS, {"segment_id": 7}, sends_plan=True),
    Case("linkedin", LinkedIn, HASHED, options=TOKEN, audience={"segment_id": "10804"}),
    Case("meta", Meta, HASHED, options=TOKEN, audience={"audience_id": "2385"}),
    Case(
        "tiktok", TikTok, HASHED, options={**TOKEN, "advertiser_id": "700"}, audience={"audience_id": "167"}
    ),
    Case("klaviyo", Klaviyo, PLAIN, options={"api_key": "secret"}, audience={"list_id": "XyZ"}),
    Case("sendgrid", SendGrid, PLAIN, options={"api_key": "secret"}, audience={"list_id": "main"}),
    Case(
        "mailchimp",
        Mailchimp,
        PLAIN,
        options={"api_key": "secret"},
        audience={"list_id": "a1", "segment_id": 9},
    ),
    Case("intercom", Intercom, PLAIN, options=TOKEN, audience={"tag_id": "t1"}),
    Case("braze", Braze, NUMBERS, "user_id", {"api_key": "secret"}, sends_plan=True),
    Case("segment", Cdp, NUMBERS, "user_id", {"write_key": "secret"}, sends_plan=True),
    Case("rudderstack", RudderStack, NUMBERS, "user_id", {"write_key": "secret"}, sends_plan=True),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("providers")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    return warehouse


def run(client: Any, service: Service, case: Case, mode: str = "add_and_remove", **around: Any) -> RunReport:
    options = {**case.options, "data_plane": service.url, "base_url": service.url}
    words = {
        "type": case.provider,
        "match_on": (case.match_on,),
        "options": options,
        "audience": case.audience,
        "mode": mode,
    }
    unsent = {} if case.sends_plan else {"send": ()}
    return sync_once(client, Task(a_sync(service.url, **words, **unsent)), types=dict(TYPES), **around)


def set_members(client: Any, *numbers: int) -> None:
    set_people(client, PEOPLE, numbers)
    known = relations()["dim_identifiers"]
    client.command(
        f"insert into {known} select sipHash64('user_id', '\\0', user_id), 'user_id', user_id, profile_id, now() "
        f"from {relations()['dim_profiles']}"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.provider)
def test_members_enter_and_leave_and_an_idle_run_sends_nothing(
    client: Any, httpserver: HTTPServer, case: Case
) -> None:
    with served(case.service(), httpserver) as service:
        set_members(client, 1, 2)
        assert run(client, service, case).state == "ok"
        assert there(service) == {case.names[1], case.names[2]}
        sent = len(service.orders())
        assert run(client, service, case).counts.sent == 0
        assert len(service.orders()) == sent
        set_members(client, 2, 3)
        report = run(client, service, case)
        assert (report.counts.planned_adds, report.counts.planned_removals) == (1, 1)
        assert there(service) == {case.names[2], case.names[3]}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.service is not Cdp], ids=lambda case: case.provider
)
def test_wrong_credentials_stop_the_run_and_nobody_is_lost(
    client: Any, httpserver: HTTPServer, case: Case
) -> None:
    with served(case.service(), httpserver) as service:
        set_members(client, 1, 2)
        wrong = replace(case, options={name: _wrong(value) for name, value in case.options.items()})
        report = run(client, service, wrong)
        assert (report.state, report.counts.accepted) == ("failed", 0)
        assert "Check the credentials" in report.reason
        assert run(client, service, case).state == "ok"
        assert there(service) == {case.names[1], case.names[2]}


@pytest.mark.parametrize(
    "case", [case for case in CASES if issubclass(case.service, Cdp)], ids=lambda case: case.provider
)
def test_an_event_is_of_who_enters_and_none_is_lost(client: Any, httpserver: HTTPServer, case: Case) -> None:
    with served(case.service(), httpserver) as service:
        assert isinstance(service, Cdp)
        set_members(client, 1, 2)
        for _ in range(2):
            service.scripted = [service.taken(), Told(503)] * 2
            assert run(client, service, case).state == "failed"
        assert run(client, service, case).state == "ok"
        entered = [(number, "Segment Entered", "regulars") for number in "12"]
        assert sorted(service.events) == entered
        set_people(client, [(1, PEOPLE[0][1], "free"), *PEOPLE[1:]], [1, 2])
        assert run(client, service, case).counts.planned_updates == 1
        assert run(client, service, case, wishes=Wishes(is_full=True)).counts.accepted == 2
        assert service.traits["1"]["plan"] == "free"
        assert sorted(service.events) == entered
        set_members(client, 1, 2, 3)
        assert run(client, service, case, wishes=Wishes(is_full=True)).counts.planned_adds == 1
        assert sorted(service.events) == [*entered, ("3", "Segment Entered", "regulars")]


MIRRORS = [case for case in CASES if "mirror" in TYPES[case.provider].modes]


def add_by_hand(service: Any, *names: str) -> None:
    """Strangers: people who were put into the audience without Segflux."""
    for name in names:
        number = len(getattr(service, "profiles", ())) + len(getattr(service, "contacts", ()))
        if isinstance(service, Klaviyo):
            service.profiles[name] = {"id": f"S{number}", "email": name, "properties": {}}
            service.lists["XyZ"].add(f"S{number}")
        elif isinstance(service, HubSpot):
            service.contacts[f"9{number}"] = {"email": name}
            service.lists["7"].add(f"9{number}")
        elif isinstance(service, Intercom):
            service.add_contact(f"s{number}", email=name)
            service.tagged["t1"].add(f"s{number}")
        else:
            service.contacts[name] = {"status": "subscribed", "merge_fields": {}}
            service.segments["9"].add(name)


def remove_by_hand(service: Any, name: str) -> None:
    """Takes a member out of the audience without Segflux."""
    known = {**getattr(service, "profiles", {}), **getattr(service, "contacts", {})}
    named = [(key, each) for key, each in known.items() if name in (key, each.get("email"))]
    ids = {key for key, _ in named} | {each["id"] for _, each in named if "id" in each}
    for held in (getattr(service, each, {}) for each in ("lists", "segments", "tagged")):
        for members in held.values():
            members.difference_update(ids)


@pytest.mark.parametrize("case", MIRRORS, ids=lambda case: case.provider)
def test_a_mirror_removes_strangers_and_sends_again_who_is_missing(
    client: Any, httpserver: HTTPServer, case: Case
) -> None:
    with served(case.service(), httpserver) as service:
        add_by_hand(service, "Stranger@elsewhere.example", "second@elsewhere.example", case.names[2])
        set_members(client, 1, 2)
        first = run(client, service, case, "mirror")
        assert (first.state, first.strangers, first.counts.planned_removals) == ("ok", 2, 2)
        assert there(service) == {case.names[1], case.names[2]}
        assert run(client, service, case, "mirror").counts.sent == 0
        remove_by_hand(service, case.names[1])
        add_by_hand(service, "back@elsewhere.example")
        assert there(service) == {case.names[2], "back@elsewhere.example"}
        again = run(client, service, case, "mirror")
        assert (again.strangers, again.counts.planned_adds) == (1, 1)
        assert there(service) == {case.names[1], case.names[2]}
        set_members(client, 2, 3)
        assert run(client, service, case, "mirror").strangers == 0
        assert there(service) == {case.names[2], case.names[3]}


def test_the_brakes_count_strangers_and_a_dry_run_tells_them(client: Any, httpserver: HTTPServer) -> None:
    case = next(case for case in MIRRORS if case.provider == "mailchimp")
    with served(Mailchimp(), httpserver) as service:
        add_by_hand(service, *(f"s{number}@elsewhere.example" for number in range(60)))
        set_members(client, 1, 2)
        dry = run(client, service, case, "mirror", is_dry=True)
        assert (dry.state, dry.strangers, set(dry.samples)) == ("braked", 60, {"add"})
        braked = run(client, service, case, "mirror")
        assert braked.reason == "60 of 60 people would be removed (60 of them strangers), more than 30 %"
        assert service.orders() == []
        assert run(client, service, case, "mirror", wishes=Wishes(allows_large_change=True)).state == "ok"
        assert there(service) == {case.names[1], case.names[2]}


@pytest.mark.parametrize(
    "told",
    [Told(503), Told(200, {"error": "no list"}), Told(200, text="<html>")],
    ids=["an error", "another answer", "no JSON"],
)
def test_nobody_goes_on_a_list_that_was_not_told_whole(
    client: Any, httpserver: HTTPServer, told: Told
) -> None:
    case = next(case for case in MIRRORS if case.provider == "klaviyo")
    with served(Klaviyo(), httpserver) as service:
        add_by_hand(service, *(f"s{number}@elsewhere.example" for number in range(3)))
        set_members(client, 1, 2)
        first = Told(200, {"data": {"type": "list", "id": "XyZ"}})
        service.scripted = [first, told, told]
        assert run(client, service, case, "mirror").state == "failed"
        assert (service.orders(), len(there(service))) == ([], 3)
        service.scripted = [first, told]  # a passing failure is asked again
        assert run(client, service, case, "mirror").state == "ok"
        assert there(service) == {case.names[1], case.names[2]}


def test_a_stranger_whose_removal_got_no_checkpoint_is_not_told_as_lost(
    client: Any, httpserver: HTTPServer
) -> None:
    case = next(case for case in MIRRORS if case.provider == "mailchimp")
    with served(Mailchimp(), httpserver) as service:
        add_by_hand(service, "stranger@elsewhere.example")
        set_members(client, 1, 2)
        client.command(f"alter table {SCHEMA}.sync_ledger add constraint refuses check status != 'ok'")
        assert run(client, service, case, "mirror").state == "failed"
        client.command(f"alter table {SCHEMA}.sync_ledger drop constraint refuses")
        assert there(service) == set()
        assert run(client, service, case, "mirror").state == "ok"
        assert there(service) == {case.names[1], case.names[2]}
        left = f"select count() from {SCHEMA}.sync_ledger final where status != 'ok'"
        assert client.query(left).first_row == (0,)
        assert run(client, service, case, "mirror").counts.sent == 0


def _wrong(value: str) -> str:
    return value if value == "700" else "mistyped"
