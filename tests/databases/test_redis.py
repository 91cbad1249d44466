"""Redis: the hash of a person holds their segments and traits, over a real server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.destinations.redis import TYPES
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, profile_id, set_people
from tests.databases.redis_server import SERVER, running_redis
from tests.dbt_projects import new_warehouse

pytestmark = pytest.mark.skipif(SERVER is None, reason="Redis is not installed: apt-get install redis-server")

PEOPLE = [(1, "p1@x.example", "pro"), (2, "p2@x.example", "zwölf"), (3, "p3@x.example", "")]
SEND = (SentValue("plan", "plan", None, None), SentValue("spent", "spent", None, None))


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with running_redis() as client:
        yield client


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("redis")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any, server: Any) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    server.flushall()
    return warehouse


def run(
    client: Any, server: Any, *, password: str = "secret", port: int = 0, user: str = "", **words: Any
) -> RunReport:
    there = server.connection_pool.connection_kwargs["port"]
    options = {"host": "127.0.0.1", "port": port or there, "password": password}
    options |= {"user": user, "database": 1} if user else {}
    sync = a_sync("", type="redis", options=options, audience={}, **{"send": SEND, **words})
    return sync_once(client, Task(sync), types={"redis": TYPES[0]})


def test_a_person_is_a_hash_with_segments_and_traits(client: Any, server: Any) -> None:
    set_people(client, PEOPLE, [1, 2])
    assert run(client, server).state == "ok"
    assert sorted(server.keys()) == ["segflux:email:p1@x.example", "segflux:email:p2@x.example"]
    found = server.hgetall("segflux:email:p2@x.example")
    assert json.loads(found.pop("in:regulars")) == {"plan": "zwölf", "spent": 2}
    assert found == {"segments": '["regulars"]', "version": "1"}


def test_who_leaves_goes_and_what_others_wrote_stays(client: Any, server: Any) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    run(client, server)
    server.hset("segflux:email:p1@x.example", "own", "theirs")
    server.hset(
        "segflux:email:p2@x.example", mapping={"in:lapsed": "{}", "segments": '["lapsed","regulars"]'}
    )
    server.hset("segflux:email:stranger", "in:regulars", "{}")
    set_people(client, PEOPLE, [])
    assert run(client, server, mode="add_only").counts.sent == 0
    set_people(client, PEOPLE, [3])
    assert run(client, server).state == "ok"
    assert server.hgetall("segflux:email:p1@x.example") == {"own": "theirs"}
    assert server.hgetall("segflux:email:p2@x.example") == {
        "in:lapsed": "{}",
        "segments": '["lapsed"]',
        "version": "2",
    }
    assert server.exists("segflux:email:p3@x.example", "segflux:email:stranger") == 2


def test_a_changed_trait_is_another_version_and_an_idle_run_sends_nothing(client: Any, server: Any) -> None:
    set_people(client, PEOPLE, [1])
    run(client, server, match_on=("profile_id",))
    set_people(client, [(1, "p1@x.example", "free")], [1])
    run(client, server, match_on=("profile_id",))
    key = f"segflux:profile_id:{profile_id(1)}"
    assert json.loads(server.hget(key, "in:regulars"))["plan"] == "free"
    assert server.hget(key, "version") == "2"
    assert run(client, server, match_on=("profile_id",)).counts.sent == 0


def test_a_key_of_another_kind_is_rejected_alone(client: Any, server: Any) -> None:
    set_people(client, PEOPLE, [1, 2])
    server.set("segflux:email:p1@x.example", "theirs")
    counts = run(client, server).counts
    assert (counts.accepted, counts.rejected) == (1, 1)
    assert server.get("segflux:email:p1@x.example") == "theirs"


def test_the_grants_of_the_page_are_enough_in_any_database(client: Any, server: Any) -> None:
    page = Path(__file__).parents[2] / "docs" / "destinations" / "redis.md"
    [grants] = re.findall(r"`ACL SETUSER segflux on >… (.*)`", page.read_text(encoding="utf-8"))
    server.execute_command("ACL", "SETUSER", "segflux", "on", ">secret", *grants.split())
    set_people(client, PEOPLE, [1])
    report = run(client, server, user="segflux")
    assert (report.reason, report.counts.accepted) == ("", 1)


def test_wrong_credentials_and_silence_are_told_and_the_next_run_sends(client: Any, server: Any) -> None:
    set_people(client, PEOPLE, [1])
    report = run(client, server, password="mistyped")
    assert (report.state, "Check user, password and database" in report.reason) == ("failed", True)
    assert "mistyped" not in report.reason
    assert run(client, server, port=1).state == "failed"
    assert run(client, server).counts.accepted == 1
