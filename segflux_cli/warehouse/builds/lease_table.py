"""The table of leases: who holds which, told by the clock of the warehouse.

Rows are only appended; of a holder's rows the one with the highest beat counts, so no clock decides which is newest.
`macros/runs/take_lease.sql` writes the same rows for builds that dbt runs by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segflux_cli.warehouse.names import spell_bytes, spell_table
from segflux_cli.warehouse.query import ask, ask_if_there, run

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

LEASES = "segflux_leases"
STUDY_LEASE = "study of identity"
_COLUMNS = """
    lease String,
    holder String,
    state LowCardinality(String),
    beat UInt64,
    seconds UInt32,
    about String,
    machine String,
    process UInt32,
    taken_at DateTime64(3, 'UTC'),
    beaten_at DateTime64(3, 'UTC')
"""


@dataclass(frozen=True)
class Holder:
    """One holder of a lease as of its last beat; `now` is the warehouse's clock when it was read."""

    lease: str
    holder: str
    state: str
    beat: int
    seconds: int
    about: str
    machine: str
    process: int
    taken_at: datetime
    beaten_at: datetime
    now: datetime

    @property
    def until(self) -> datetime:
        """When it ends unless it beats again; a beat that a clock put into the future counts from now."""
        return min(self.beaten_at, self.now) + timedelta(seconds=self.seconds)

    @property
    def is_live(self) -> bool:
        """Whether it may still be at work: held, not run out, and its process not known to be gone."""
        has_run_out = self.now >= self.beaten_at + timedelta(seconds=self.seconds)
        return self.state == "held" and not has_run_out and not self._is_gone

    @property
    def _is_gone(self) -> bool:
        here = bool(self.machine) and self.machine == this_machine()
        return here and not Path(f"/proc/{self.process}").exists()


def create_leases(client: "Client", schema: str) -> None:
    """Makes the table, and its database, unless they are there."""
    database = spell_bytes(schema, "`")
    if not ask(client, "select 1 from system.databases where name = {name:String}", {"name": schema}):
        run(client, f"create database if not exists {database}")
    there = "select 1 from system.tables where database = {schema:String} and name = {name:String}"
    if ask(client, there, {"schema": schema, "name": LEASES}):
        return  # a sync may not create tables beside it, and needs no right to
    run(
        client,
        f"create table if not exists {spell_table(schema, LEASES)} ({_COLUMNS}) "
        "engine = ReplacingMergeTree(beat) order by (lease, holder) "
        "ttl toDateTime(beaten_at) + interval 30 day "
        "settings fsync_after_insert = 1, fsync_part_directory = 1",
    )


def read_holders(client: "Client", schema: str, lease: str | None = None) -> tuple[Holder, ...]:
    """Every holder known of one lease, or of all, by its last beat; none where there is no table yet."""
    chosen = "lease = {lease:String}" if lease is not None else "true"
    sql = f"""
        select lease, holder, max(beat) as last_beat, now64(3, 'UTC') as now,
            argMax(tuple(state, seconds, about, machine, process, taken_at, beaten_at), beat) as last
        from {spell_table(schema, LEASES)}
        where {chosen}
        group by lease, holder
        order by lease, holder
    """
    values = {"lease": lease} if lease is not None else {}
    return tuple(_holder(row) for row in ask_if_there(client, sql, values))


def _holder(row: Mapping[str, Any]) -> Holder:
    last = row["last"]
    state, seconds, about, machine, process, taken_at, beaten_at = (
        last.values() if isinstance(last, Mapping) else last
    )
    return Holder(
        lease=row["lease"],
        holder=row["holder"],
        state=state,
        beat=int(row["last_beat"]),
        seconds=int(seconds),
        about=about,
        machine=machine,
        process=int(process),
        taken_at=taken_at.replace(tzinfo=None),
        beaten_at=beaten_at.replace(tzinfo=None),
        now=row["now"].replace(tzinfo=None),
    )


def write_beat(client: "Client", schema: str, row: Mapping[str, Any], *, state: str = "held") -> None:
    """Appends a row of `lease, holder, beat, seconds, about, machine, process`, with the warehouse's time."""
    table = spell_table(schema, LEASES)
    run(
        client,
        f"""
        insert into {table}
            (lease, holder, state, beat, seconds, about, machine, process, taken_at, beaten_at)
        select {{lease:String}}, {{holder:String}}, {{state:String}}, {{beat:UInt64}}, {{seconds:UInt32}},
            {{about:String}}, {{machine:String}}, {{process:UInt32}},
            coalesce(
                (
                    select minOrNull(taken_at) from {table}
                    where lease = {{lease:String}} and holder = {{holder:String}}
                ),
                now64(3, 'UTC')
            ),
            now64(3, 'UTC')
        """,
        {**row, "state": state},
    )


def end_holder(client: "Client", schema: str, holder: Holder) -> None:
    """Says for a holder that it holds no more."""
    words = ("lease", "holder", "seconds", "about", "machine", "process")
    row = {word: getattr(holder, word) for word in words}
    write_beat(client, schema, {**row, "beat": holder.beat + 1}, state="released")


@cache
def this_machine() -> str:
    """What tells where process ids mean the same processes; empty where that can't be known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""
