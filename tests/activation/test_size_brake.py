"""A segment with `hold_sync` keeps its sync from carrying a size that jumped, until it is calm or somebody says so."""

import asyncio
from typing import Any

import pytest

from segflux_cli.errors import Place
from segflux_cli.spec.declared.conditions import Everyone
from segflux_cli.spec.declared.segments import Segment, Size
from segflux_cli.spec.project.project import Project
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.size_brake import size_brake
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.tables import Tables
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, run
from tests.activation.fake import Fake
from tests.activation.warehouse import SEGMENT, relations, set_people

PLACE = Place("x.yml", 1, 1)
PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 31)]
CALM = Segment(PLACE, SEGMENT, Everyone(), size=Size(moves_at_most=20.0, otherwise="hold_sync"))


@pytest.fixture
def client(client: Any) -> Any:
    client.command(f"truncate table {relations()['fct_segment_sizes']}")
    yield client
    client.command(f"truncate table {relations()['fct_segment_sizes']}")


def evaluate(client: Any, size: int, hours_ago: int) -> None:
    """A build with so many members."""
    set_people(client, PEOPLE, range(1, size + 1))
    client.command(
        f"insert into {relations()['fct_segment_sizes']} "
        f"values ('{SEGMENT}', now64(3) - interval {hours_ago} hour, {size}, 'actionable')"
    )


def carry(client: Any, fake: Fake, **around: Any) -> RunReport:
    """A run as the command makes it."""
    sync, handle = a_sync(fake.url), Handle(client)
    held = asyncio.run(size_brake(handle, Tables(relations()), CALM, Project(), sync.name))
    handle.close()
    return run(client, fake, Task(sync, size_brake=held), **around)


def test_a_jump_holds_the_sync_however_many_builds_follow(client: Any, fake: Fake) -> None:
    evaluate(client, 2, 30)
    assert carry(client, fake).state == "ok"
    for hours_ago in (20, 10, 1):
        evaluate(client, 20, hours_ago)
        report = carry(client, fake)
        assert (report.state, report.counts.sent) == ("braked", 0)
        assert "the segment moved 900.0 % in a day, more than 20 %" in report.reason
    assert carry(client, fake, wishes=Wishes(allows_large_change=True)).counts.accepted == 18
    evaluate(client, 21, 0)
    assert carry(client, fake).counts.accepted == 1


def test_a_jump_that_is_gone_by_the_next_build_holds_nothing(client: Any, fake: Fake) -> None:
    evaluate(client, 20, 30)
    assert carry(client, fake).state == "ok"
    evaluate(client, 5, 20)
    assert carry(client, fake).state == "braked"
    evaluate(client, 21, 10)
    assert carry(client, fake).counts.accepted == 1


def test_before_the_first_run_a_jump_is_one_from_the_evaluation_before(client: Any, fake: Fake) -> None:
    evaluate(client, 2, 30)
    evaluate(client, 20, 20)
    assert carry(client, fake).state == "braked"
