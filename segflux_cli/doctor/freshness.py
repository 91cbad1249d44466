"""Data that stopped arriving, builds and syncs that stopped running."""

from collections.abc import Iterator
from datetime import timedelta

from segflux_cli.doctor.troubles import Patient, Trouble
from segflux_cli.warehouse.builds.running import newest_evaluation, warehouse_clock
from segflux_cli.warehouse.query import ask
from segflux_cli.warehouse.sources.silence import silence_before

_BUILD_EVERY = timedelta(hours=26)  # a daily build that took two hours longer than the last
_QUIET = timedelta(days=3)


def builds(patient: Patient) -> Iterator[Trouble]:
    """A newest evaluation that lies more than a day back."""
    newest, now = newest_evaluation(patient.client, patient.relations), warehouse_clock(patient.client)
    if newest and now - newest > _BUILD_EVERY:
        yield Trouble(
            "freshness",
            f"the newest evaluation is as of {newest:%Y-%m-%d %H:%M} UTC, {_days(now - newest)} ago",
            "Members are those of then; syncs send them.",
            "Is the schedule running? Run `segflux build`; where your data ends in the past, leave it so.",
        )


def events(patient: Patient) -> Iterator[Trouble]:
    """A newest evaluation that lies long after the newest event of all sources."""
    newest = newest_evaluation(patient.client, patient.relations)
    if newest and (says := silence_before(patient.client, patient.relations, newest)):
        yield Trouble(
            "freshness",
            says,
            "Segments that ask what happened `within` some days lose their members.",
            "Look at what fills the tables; if your data ends there, use --as-of (docs/cli.md, As of).",
        )


def sources(patient: Patient) -> Iterator[Trouble]:
    """Declared sources whose last loads brought nothing new for days, and what the newest load of each noted."""
    sql = f"""
        select source, shape, max(loads.loaded_at) as newest, argMax(note, loads.loaded_at) as note,
            maxOrNullIf(loads.loaded_at, rows_inserted + rows_replaced > 0) as moved
        from {patient.relations["event_loads"]} as loads
        where state = 'loaded' and (source, shape) in (select source, shape from {patient.relations["dim_sources"]})
        group by source, shape
        order by source, shape
    """
    for row in ask(patient.client, sql):
        where = f"{row['source']} ({row['shape']})"
        if row["moved"] and row["newest"] - row["moved"] > _QUIET:
            yield Trouble(
                "freshness",
                f"{where} has brought no new row since {row['moved']:%Y-%m-%d %H:%M} UTC",
                "Segments that read it don't move, or lose members as time passes.",
                "Look at what fills the table, unless it rarely changes; `segflux probe` says what is there.",
                is_notice=True,
            )
        if row["note"]:
            matters = "Its entry or its table changed; the build went on."
            yield Trouble(
                "sources", f"{where}: {row['note']}", matters, "See docs/sources.md.", is_notice=True
            )


def syncs(patient: Patient) -> Iterator[Trouble]:
    """Runs of syncs that never came to an end."""
    if "sync_runs" not in patient.relations:
        return
    sql = f"""
        select
            segment, destination, sequence, max(changed_at) as at,
            argMax(state, (state not in ('started', 'planned'), state = 'planned', changed_at)) as last_state
        from {patient.relations["sync_runs"]}
        group by sync, segment, destination, sequence
        order by segment, destination, sync, sequence desc
        limit 1 by sync
    """
    now = warehouse_clock(patient.client)
    for row in ask(patient.client, sql):
        at = row["at"].replace(tzinfo=now.tzinfo)
        if row["last_state"] in ("started", "planned") and now - at > timedelta(hours=1):
            yield Trouble(
                "syncs",
                f"the sync of {row['segment']} to {row['destination']} is '{row['last_state']}' since {at:%F %H:%M}",
                "It ended early: some people were sent, others were not.",
                f"`segflux sync {row['segment']} --to {row['destination']}` goes on where it ended.",
                is_notice=True,
            )


def _days(length: timedelta) -> str:
    hours = int(length.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
