"""A destination that refuses everybody is at fault itself: nobody is rejected, and the next run sends them."""

from dataclasses import replace
from typing import Any

import pytest

from segflux_cli.destinations.protocol import Limits
from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.task import Task
from tests.activation.destination import FAKE
from tests.activation.engine import a_sync, addresses, run, there
from tests.activation.fake import Fake
from tests.activation.warehouse import set_people

PEOPLE = [(number, f"p{number}@x.example", "pro") for number in range(1, 201)]


def run_strictly(client: Any, fake: Fake, rows: int, **around: Any) -> RunReport:
    """The regulars in batches of so many, one at a time, which are refused as a whole."""
    types = {"fake": replace(FAKE, limits=Limits(rows=rows, at_once=1, timeout=5))}
    task = Task(a_sync(fake.url, options={"url": fake.url, "strict": True}))
    return run(client, fake, task, types=types, **around)


@pytest.mark.parametrize(("people", "rows"), [(5, 500), (200, 500), (5, 1), (1, 500), (120, 1)])
def test_who_was_refused_with_everybody_is_sent_by_the_next_run(
    client: Any, fake: Fake, people: int, rows: int
) -> None:
    set_people(client, PEOPLE[:people], range(1, people + 1))
    fake.tell(bad=sorted(addresses(*range(1, people + 1))))
    report = run_strictly(client, fake, rows)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("failed", 0, 0)
    assert "… is not valid; what was not sent stays planned" in report.reason
    assert fake.state()["requests"] <= 60
    fake.tell(bad=[])
    report = run_strictly(client, fake, rows)
    assert (report.state, report.counts.accepted) == ("ok", people)
    assert there(fake) == addresses(*range(1, people + 1))
    assert run_strictly(client, fake, rows).counts.sent == 0


@pytest.mark.parametrize("bad", [{1}, {5}, {1, 2, 3, 4}])
def test_who_is_refused_alone_while_others_are_taken_is_rejected(
    client: Any, fake: Fake, bad: set[int]
) -> None:
    set_people(client, PEOPLE[:5], range(1, 6))
    fake.tell(bad=sorted(addresses(*bad)))
    report = run_strictly(client, fake, 1)
    assert (report.state, report.counts.accepted, report.counts.rejected) == ("ok", 5 - len(bad), len(bad))
    assert run_strictly(client, fake, 1).counts.sent == 0
    assert there(fake) == addresses(*range(1, 6)) - addresses(*bad)


def test_where_no_removal_is_taken_everybody_stays_to_be_removed(client: Any, fake: Fake) -> None:
    set_people(client, PEOPLE[:10], range(1, 11))
    run_strictly(client, fake, 500)
    fake.tell(staying=sorted(addresses(1, 2, 3)))
    set_people(client, PEOPLE[:10], range(4, 11))
    report = run_strictly(client, fake, 500, wishes=Wishes(allows_large_change=True))
    assert (report.state, report.counts.rejected) == ("failed", 0)
    fake.tell(staying=[])
    assert run_strictly(client, fake, 500).counts.accepted == 3
    assert there(fake) == addresses(*range(4, 11))
