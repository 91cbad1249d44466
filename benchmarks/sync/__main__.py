"""Runs of one sync over many members, to a destination that takes everything at once.

python -m benchmarks.sync 1000000
"""

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from segflux_cli.destinations.protocol import BaseDestination, Batch, Capabilities, Limits, Outcome
from segflux_cli.destinations.types import DestinationType, Opening
from segflux_cli.sync.run import RunReport, Task
from segflux_cli.warehouse.embedded import open_embedded
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import prepare

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client


class Nowhere(BaseDestination):
    """Takes every batch without sending it, and notes how long the rest of the run took."""

    began_sending = 0.0

    def __init__(self, _opening: Opening) -> None:
        type(self).began_sending = 0.0

    @property
    def capabilities(self) -> Capabilities:
        """Adds and removes."""
        return Capabilities(frozenset({"add", "remove"}), Limits(rows=10_000))

    async def send(self, batch: Batch) -> Outcome:
        """Accepts all."""
        del batch
        type(self).began_sending = type(self).began_sending or time.monotonic()
        return Outcome()


_TYPES = {
    "fake": DestinationType("fake", "nowhere", ("add_and_remove",), Nowhere, limits=Limits(rows=10_000))
}


def _fill(client: "Client", people: int) -> None:
    client.command(
        "insert into acts.dim_profiles select lower(hex(sipHash64(number))), toString(number), "
        "concat('person', toString(number), '@mail.example'), ['free', 'pro'][number % 2 + 1], number, 'true', now() "
        f"from numbers({people})"
    )
    client.command(
        "insert into acts.dim_identifiers select sipHash64('email', '\\0', email), 'email', assumeNotNull(email), "
        "profile_id, now() from acts.dim_profiles"
    )


def _set_members(client: "Client", first: int, people: int) -> None:
    client.command("truncate table acts.seg_regulars")
    client.command(
        "insert into acts.seg_regulars select lower(hex(sipHash64(number))) "
        f"from numbers({first}, {people - first})"
    )


def _show(name: str, report: RunReport, began: float, memory: int) -> None:
    total = time.monotonic() - began
    planning = Nowhere.began_sending - began if Nowhere.began_sending else total
    print(
        f"{name:<26} {report.state:<6} planned {planning:6.2f} s  whole {total:6.2f} s  sent {report.counts.sent:>9,}  "
        f"peak {memory // 1024:,} MB",
        flush=True,
    )


def _run(client: "Client", name: str) -> None:
    began = time.monotonic()
    report = sync_once(client, Task(a_sync("nowhere")), types=_TYPES)
    _show(name, report, began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if report.reason:
        print(report.reason)


def main(people: int) -> None:
    """First run, nothing changed, and 1 % each added, removed and updated."""
    with tempfile.TemporaryDirectory() as folder:
        client = open_embedded(str(Path(folder) / "warehouse"))
        prepare(client)
        share = people // 100
        _fill(client, people + share)
        _set_members(client, 0, people)
        _run(client, f"{people:,} members, first run")
        _run(client, "nothing changed")
        _run(client, "nothing changed")
        _set_members(client, share, people + share)
        changed = f"toUInt64(user_id) between {2 * share} and {3 * share - 1}"
        client.command(
            f"alter table acts.dim_profiles update plan = 'new' where {changed} settings mutations_sync = 1"
        )
        _run(client, "3 % changed")
        _run(client, "nothing changed")
        client.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
