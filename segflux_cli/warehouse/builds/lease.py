"""A lease: one build, or one sync, at a time on one schema of a server.

    with held_lease(target, Claim("build", "segflux build"), wait=60) as lease:
        lease.check()  # between steps

A thread beats while the lease is held. A holder that stops beating loses it after `seconds` by the clock of the
warehouse, or as soon as its process is gone from this machine; its next `check` raises. Who waits also counts by a
clock that only goes forward, so a warehouse whose clock was set back holds nobody for long. On the embedded engine
nothing is written: there the lock on its folder lets in one process at a time.
"""

import getpass
import os
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from segflux_cli.errors import WarehouseError
from segflux_cli.warehouse.builds.lease_table import (
    Holder,
    create_leases,
    end_holder,
    read_holders,
    this_machine,
    write_beat,
)
from segflux_cli.warehouse.connection import connect
from segflux_cli.warehouse.profiles import Target

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

# Two that ask in the same instant both step back; chance decides who comes first, within pauses that double.
_TRIES = 5
_LONGEST_PAUSE = 4.0  # seconds


class LeaseHeldError(WarehouseError):
    """Another holder is at work."""


class LeaseLostError(WarehouseError):
    """The lease ran out, and another took it."""


@dataclass(frozen=True)
class Claim:
    """What is asked for: leases of different names don't exclude each other; `about` says who asks."""

    name: str
    about: str
    seconds: int = 60


class Lease:
    """A lease in hand; `holder` is its id, empty on the embedded engine."""

    def __init__(self, claim: Claim, schema: str, holder: str) -> None:
        self.claim = claim
        self.schema = schema
        self.holder = holder
        self._beat = 0
        self._beaten = _seconds_since_boot()
        self._lost_to: Holder | None = None

    def check(self) -> None:
        """Raises LeaseLostError when another holder has taken over, or may have while this process stood still."""
        if not self.holder:
            return
        silent_for = _seconds_since_boot() - self._beaten
        if self._lost_to is None and silent_for <= self.claim.seconds:
            return
        why = f"{self._lost_to.about} took over" if self._lost_to else f"it was silent for {silent_for:.0f} s"
        raise LeaseLostError(
            f"This {self.claim.name} lost its lease of {self.claim.seconds} s and stopped: {why}. "
            "Nothing is lost; run it again."
        )

    def beat(self, client: "Client") -> None:
        """Says that it is still held, unless another took over."""
        own = [each for each in self._holders(client) if each.holder == self.holder]
        ended = [each for each in own if each.state != "held"]
        lost_to = self.others(client) or ended if self._beat else []
        if lost_to:
            self._lost_to = lost_to[0]
            return
        self._write(client, "held")

    def others(self, client: "Client") -> list[Holder]:
        """Who else holds it."""
        return [each for each in self._holders(client) if each.is_live and each.holder != self.holder]

    def end_the_dead(self, client: "Client") -> None:
        """Says for holders that are gone that they hold no more: dbt's own check of the lease can't tell."""
        for each in self._holders(client):
            if each.state == "held" and not each.is_live and each.holder != self.holder:
                end_holder(client, self.schema, each)

    def step_back(self, client: "Client") -> None:
        """Gives it back before anything was done, to ask again under another id."""
        self.release(client)
        self.holder, self._beat = str(uuid.uuid4()), 0

    def release(self, client: "Client") -> None:
        """Gives it back."""
        if self._beat:
            self._write(client, "released")

    def _holders(self, client: "Client") -> tuple[Holder, ...]:
        return read_holders(client, self.schema, self.claim.name)

    def _write(self, client: "Client", state: str) -> None:
        self._beat += 1
        about = f"{self.claim.about} by {_user()} on {socket.gethostname()}, process {os.getpid()}"
        row = {
            "lease": self.claim.name,
            "holder": self.holder,
            "beat": self._beat,
            "seconds": self.claim.seconds,
            "about": about,
            "machine": this_machine(),
            "process": os.getpid(),
        }
        asked = _seconds_since_boot()
        write_beat(client, self.schema, row, state=state)
        self._beaten = asked


@contextmanager
def held_lease(
    target: Target, claim: Claim, *, wait: float = 0, on_wait: Callable[[str], None] | None = None
) -> Iterator[Lease]:
    """The lease, held while the block runs; raises LeaseHeldError when others hold it longer than `wait` seconds."""
    if target.kind == "chdb":
        yield Lease(claim, target.schema, "")
        return
    client = connect(target)
    lease = Lease(claim, target.schema, str(uuid.uuid4()))
    try:
        create_leases(client, target.schema)
        _take(client, lease, _Patience(wait, on_wait or (lambda _text: None)))
        with _beating(target, lease, claim.seconds / 4):
            yield lease
    finally:
        with suppress(WarehouseError):
            lease.release(client)
        client.close()


def refuse_live(client: "Client", schema: str, prefix: str) -> None:
    """Raises LeaseHeldError while any lease whose name begins so is held."""
    for holder in read_holders(client, schema):
        if holder.lease.startswith(prefix) and holder.is_live:
            raise LeaseHeldError(_who_holds(holder))


class _Patience:
    """How long to wait, and which holders have not been heard of for as long as they may be silent."""

    def __init__(self, seconds: float, tell: Callable[[str], None]) -> None:
        self._deadline = time.monotonic() + seconds
        self._tell = tell
        self._heard: dict[tuple[str, int], float] = {}

    def is_over(self) -> bool:
        return time.monotonic() >= self._deadline

    def is_silent(self, holder: Holder) -> bool:
        first = self._heard.setdefault((holder.holder, holder.beat), time.monotonic())
        return time.monotonic() - first > holder.seconds

    def pause(self, holder: Holder) -> None:
        self._tell(f"waiting for {holder.about}")
        time.sleep(min(1.0, max(self._deadline - time.monotonic(), 0.05)))


def _take(client: "Client", lease: Lease, patience: "_Patience") -> None:
    for attempt in count(1):
        _await_others(client, lease, patience)
        lease.beat(client)
        if not _others(client, lease, patience):
            lease.end_the_dead(client)
            return
        lease.step_back(client)
        if attempt >= _TRIES and patience.is_over():
            break
        time.sleep(secrets.SystemRandom().uniform(0.05, min(0.25 * 2**attempt, _LONGEST_PAUSE)))
    _await_others(client, lease, patience)
    raise LeaseHeldError(f"Too many ask for the lease of a {lease.claim.name} at once. Try again.")


def _await_others(client: "Client", lease: Lease, patience: "_Patience") -> None:
    while others := _others(client, lease, patience):
        if patience.is_over():
            raise LeaseHeldError(_who_holds(others[0]))
        patience.pause(others[0])


def _others(client: "Client", lease: Lease, patience: _Patience) -> list[Holder]:
    live = lease.others(client)
    for silent in [each for each in live if patience.is_silent(each)]:
        end_holder(client, lease.schema, silent)
        live.remove(silent)
    return live


def _who_holds(holder: Holder) -> str:
    way_out = "Wait for it with `--wait SECONDS`, or come" if holder.lease == "build" else "Come"
    return (
        f"Another {holder.lease} is at work on this schema: {holder.about}, "
        f"since {holder.taken_at:%Y-%m-%d %H:%M:%S} UTC. Nothing was changed. "
        f"{way_out} back later. If it is dead, it gives way by itself at {holder.until:%Y-%m-%d %H:%M:%S} UTC."
    )


@contextmanager
def _beating(target: Target, lease: Lease, seconds: float) -> Iterator[None]:
    ended = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(target, lease, seconds, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)  # a server that does not answer must not keep the end waiting


def _beat_until(target: Target, lease: Lease, seconds: float, ended: threading.Event) -> None:
    while not ended.wait(seconds):
        with suppress(WarehouseError):  # a server that is away now may be back before the lease runs out
            client = connect(target)
            try:
                lease.beat(client)
            finally:
                client.close()


def _seconds_since_boot() -> float:
    # Unlike time.monotonic it goes on while the machine sleeps, and nobody can set it.
    boot_time = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(boot_time)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
