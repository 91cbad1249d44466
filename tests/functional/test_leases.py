"""One holder at a time: who comes second is told, a dead holder gives way, no jump of a clock lets two in."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.warehouse.builds import lease as leases
from segflux_cli.warehouse.builds.lease import Claim, LeaseHeldError, LeaseLostError, held_lease
from segflux_cli.warehouse.builds.lease_table import create_leases, read_holders, this_machine, write_beat
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target
from tests.dbt_projects import new_target

SERVER = Target("server", "clickhouse", "tiny")
BUILD = Claim("build", "a test's build", seconds=2)
ELSEWHERE = {"lease": "build", "holder": "other", "about": "somebody elsewhere", "machine": "x", "process": 1}


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A warehouse with the table of leases, standing in for a server."""
    target = new_target(tmp_path)
    monkeypatch.setattr(leases, "connect", lambda _server: connect(target))
    client = connect(target)
    create_leases(client, "tiny")
    yield client
    client.close()


def move_clock(client: Client, seconds: int) -> None:
    """What the last beats look like after the warehouse's clock was moved by so many seconds."""
    client.command(
        f"alter table tiny.segflux_leases update beaten_at = beaten_at - interval {seconds} second "
        "where true settings mutations_sync = 2"
    )


def test_the_second_is_told_who_holds_it_and_for_how_long(client: Client) -> None:
    with held_lease(SERVER, BUILD), pytest.raises(LeaseHeldError) as told, held_lease(SERVER, BUILD):
        pass
    for words in (
        "Another build is at work on this schema: a test's build by ",
        f"process {os.getpid()}, since 2",
        "`--wait SECONDS`",
        "gives way by itself at 2",
    ):
        assert words in str(told.value)
    with held_lease(SERVER, BUILD) as lease:
        lease.check()


def test_another_name_is_another_lease(client: Client) -> None:
    with held_lease(SERVER, BUILD), held_lease(SERVER, Claim("sync", "a sync")) as lease:
        lease.check()


def test_leases_of_a_family_are_refused_together(client: Client) -> None:
    leases.refuse_live(client, "tiny", "sync ")
    with (
        held_lease(SERVER, Claim("sync shop", "a sync")),
        pytest.raises(LeaseHeldError, match="Another sync shop"),
    ):
        leases.refuse_live(client, "tiny", "sync ")
    leases.refuse_live(client, "tiny", "sync ")


def test_the_embedded_engine_has_its_own_lock(tmp_path: Path) -> None:
    target = Target("embedded", "chdb", "tiny", {"path": str(tmp_path / "none")})
    with held_lease(target, BUILD) as lease:
        lease.check()
    assert not (tmp_path / "none").exists()


def test_a_holder_that_beats_outlives_its_seconds(client: Client) -> None:
    with held_lease(SERVER, BUILD) as lease:
        threading.Event().wait(2.5)
        with pytest.raises(LeaseHeldError), held_lease(SERVER, BUILD):
            pass
        lease.check()


def test_a_holder_whose_process_is_gone_gives_way_at_once(client: Client) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    row = {**ELSEWHERE, "machine": this_machine(), "process": int(gone.stdout), "beat": 1, "seconds": 3600}
    write_beat(client, "tiny", row)
    with held_lease(SERVER, BUILD) as lease:
        lease.check()


def test_a_silent_holder_elsewhere_is_waited_for_until_it_runs_out(client: Client) -> None:
    write_beat(client, "tiny", {**ELSEWHERE, "beat": 1, "seconds": 1})
    told: list[str] = []
    with held_lease(SERVER, BUILD, wait=5, on_wait=told.append) as lease:
        lease.check()
    assert told[0] == "waiting for somebody elsewhere"


def test_a_clock_set_back_holds_nobody_for_longer_than_the_silence(client: Client) -> None:
    write_beat(client, "tiny", {**ELSEWHERE, "beat": 1, "seconds": 1})
    move_clock(client, -86_400)
    with pytest.raises(LeaseHeldError), held_lease(SERVER, BUILD):
        pass
    with held_lease(SERVER, BUILD, wait=5) as lease:
        lease.check()


def test_a_clock_set_forward_costs_the_first_its_lease_and_lets_no_two_in(client: Client) -> None:
    claim = Claim("build", "a test's build", seconds=8)  # beats every two seconds
    with held_lease(SERVER, claim) as first:
        move_clock(client, 86_400)
        with held_lease(SERVER, claim) as second:
            threading.Event().wait(2.5)
            with pytest.raises(LeaseLostError, match="took over"):
                first.check()
            second.check()


def test_who_waits_is_not_refused_for_meeting_others_often(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_beat(client, "tiny", {**ELSEWHERE, "lease": "another", "beat": 1, "seconds": 60})
    met = read_holders(client, "tiny", "another")
    meetings = iter([met] * 14)
    monkeypatch.setattr(
        leases.Lease, "others", lambda lease, _client: next(meetings, []) if lease._beat else []
    )
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    with pytest.raises(LeaseHeldError, match="Too many ask"), held_lease(SERVER, BUILD):
        pass
    with held_lease(SERVER, BUILD, wait=60) as lease:
        lease.check()
    assert next(meetings, None) is None


def test_of_many_that_ask_at_once_one_at_a_time_comes_in(client: Client) -> None:
    inside, most = [], []

    def ask() -> None:
        with held_lease(SERVER, Claim("build", "one of many"), wait=30):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert most == [1, 1, 1, 1]
    assert {each.state for each in read_holders(client, "tiny")} == {"released"}
