"""Crash trials: the engine is killed with -9 anywhere while the audience changes; then one clean run must do.

python -m tests.activation.trials 300
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from segflux_cli.sync.members.wishes import Wishes
from segflux_cli.sync.state.handle import Handle
from segflux_cli.sync.state.task import Task
from segflux_cli.warehouse.embedded import open_embedded
from tests.activation.engine import a_sync, sync_once
from tests.activation.fake import Fake, running_fake
from tests.activation.warehouse import Person, prepare, set_people

_PEOPLE = 40
_ADDRESSES = 55
_STRANGER = "stranger@elsewhere.example"
_FAULTS: tuple[dict[str, float], ...] = (
    {},
    {"accept_and_drop": 0.3},
    {"503": 0.3},
    {"drop": 0.2, "accept_and_drop": 0.2},
    {"garbage": 0.3},
)


@dataclass(frozen=True)
class Audience:
    """Everybody with address and plan, and who of them is a member."""

    people: tuple[Person, ...]
    members: tuple[int, ...]

    def expected(self, bad: set[str]) -> dict[str, Any]:
        """Who should be there with which fields: of two with one address the smaller id counts."""
        there: dict[str, Any] = {}
        for number, address, plan in self.people:
            if number in self.members and address and address not in bad:
                there.setdefault(address, {"plan": plan or None})
        return there


@dataclass(frozen=True)
class Difference:
    """What a trial found wrong; all empty when nothing was."""

    left_behind: frozenset[str]
    missing: frozenset[str]
    outdated: frozenset[str]
    sent_when_idle: int
    state: str

    @property
    def is_none(self) -> bool:
        """Whether the destination equals the desired set, and an idle run sent nothing."""
        return self == Difference(frozenset(), frozenset(), frozenset(), 0, "ok")


def drawn_audience(chance: random.Random) -> Audience:
    """A random audience; addresses move between people, and two may share one."""
    people = tuple(
        (
            number,
            f"a{chance.randrange(_ADDRESSES)}@x.example" if chance.random() < 0.9 else "",
            chance.choice(("", "free", "pro")),
        )
        for number in range(1, _PEOPLE + 1)
    )
    members = tuple(number for number in range(1, _PEOPLE + 1) if chance.random() < 0.6)
    return Audience(people, members)


def run_trial(number: int, fake: Fake, warehouse: Path) -> Difference:
    """One trial; the same number always draws the same."""
    chance = random.Random(number)
    bad = {f"a{chance.randrange(_ADDRESSES)}@x.example" for _ in range(chance.choice((0, 0, 3)))}
    is_strict = chance.random() < 0.5
    sync = a_sync(fake.url, name=f"trial {number}", options={"url": fake.url, "strict": is_strict})
    fake.tell(people={_STRANGER: {}}, bad=sorted(bad), rows=0, scripted=[])
    for _ in range(chance.randint(1, 4)):
        fake.tell(chances=chance.choice(_FAULTS), seed=chance.random())
        _in_child(lambda: _killed_run(warehouse, sync, drawn_audience(chance), chance))
        chance.random()  # the child drew from a copy
    fake.tell(chances={}, scripted=[])
    audience = drawn_audience(chance)
    status = _in_child(lambda: _clean_runs(warehouse, sync, audience, fake))
    return _difference(fake.state(), audience.expected(bad), status)


def _difference(state: dict[str, Any], expected: dict[str, Any], status: int) -> Difference:
    there = dict(state["people"])
    strangers = there.pop(_STRANGER, None)
    outdated = {each for each in there.keys() & expected.keys() if there[each] != expected[each]}
    return Difference(
        frozenset(there.keys() - expected.keys()),
        frozenset(expected.keys() - there.keys()) | (frozenset() if strangers == {} else {_STRANGER}),
        frozenset(outdated),
        state["rows"],
        "ok" if status == 0 else f"the clean run ended with {status}",
    )


class _DeadlyHandle(Handle):
    """A warehouse at which the process dies right before or right after one of its statements."""

    statements = 0
    last = 0
    dies_after = False

    async def _in_thread(self, call: Callable[[], Any]) -> Any:
        self.statements += 1
        is_last = self.statements == self.last
        if is_last and not self.dies_after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = await super()._in_thread(call)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def _killed_run(warehouse: Path, sync: Any, audience: Audience, chance: random.Random) -> None:
    client = open_embedded(str(warehouse))
    set_people(client, audience.people, audience.members)

    def deadly(handle: Handle) -> Handle:
        other = _DeadlyHandle(client)
        handle.close()
        other.last, other.dies_after = chance.randint(1, 45), chance.random() < 0.5
        return other

    is_timed = chance.random() < 0.5
    if is_timed:
        delay = chance.uniform(0.05, 0.9)
        threading.Timer(delay, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
    sync_once(client, Task(sync), wishes=_WISHES, wrap=(lambda handle: handle) if is_timed else deadly)


def _clean_runs(warehouse: Path, sync: Any, audience: Audience, fake: Fake) -> None:
    client = open_embedded(str(warehouse))
    set_people(client, audience.people, audience.members)
    report = sync_once(client, Task(sync), wishes=_WISHES)
    assert report.state == "ok", report.reason
    fake.tell(rows=0)
    idle = sync_once(client, Task(sync), wishes=_WISHES)
    assert idle.state == "ok", idle.reason


_WISHES = Wishes(allows_large_change=True)


def _in_child(work: Callable[[], None]) -> int:
    """The exit status of a process that does the work; -9 when it was killed."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_trials(count: int, first: int = 0) -> dict[int, Difference]:
    """The trials that found a difference, by number."""
    _load_once()
    found: dict[int, Difference] = {}
    with tempfile.TemporaryDirectory() as folder, running_fake() as fake:
        warehouse = Path(folder) / "warehouse"
        _in_child(lambda: _prepare(warehouse))
        for number in range(first, first + count):
            difference = run_trial(number, fake, warehouse)
            if not difference.is_none:
                found[number] = difference
    return found


def _load_once() -> None:
    """What every child needs, loaded before they are made."""
    for name in ("clickhouse_connect", "clickhouse_connect.driver.httpclient", "numpy", "pandas"):
        with suppress(ModuleNotFoundError):
            import_module(name)


def _prepare(warehouse: Path) -> None:
    prepare(open_embedded(str(warehouse)))


if __name__ == "__main__":
    began = time.monotonic()
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    wrong = run_trials(trials, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for trial, difference in wrong.items():
        print(trial, difference)
    print(f"{trials} trials, {len(wrong)} with differences, {time.monotonic() - began:.0f} s")
    sys.exit(bool(wrong))
