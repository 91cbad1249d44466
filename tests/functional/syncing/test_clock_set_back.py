"""The warehouse's clock is set back, in a run or between runs: nobody is sent twice, runs are told as they ended."""

from pathlib import Path

from tests.activation.receiver import Receiver
from tests.dbt_projects import execute, rows_of
from tests.functional.commands import call
from tests.functional.syncing.conftest import sync

SCHEMA = "segflux_activation"
RUNS = f"{SCHEMA}.sync_runs"


def move_run(project: Path, began: int, ended: int) -> None:
    """What the runs look like whose beginnings and ends were written by clocks so many days ahead."""
    days = f"if(state in ('started', 'planned'), {began}, {ended})"
    later = f"changed_at + toIntervalDay({days})"
    execute(
        project,
        f"create table {SCHEMA}.moved engine = MergeTree order by tuple() as "
        f"select * replace({later} as changed_at) from {RUNS}",
        f"truncate table {RUNS}",
        f"insert into {RUNS} select * from {SCHEMA}.moved",
        f"drop table {SCHEMA}.moved",
    )


def test_a_run_during_which_the_clock_was_set_back_has_ended(project: Path, receiver: Receiver) -> None:
    sync(project)
    move_run(project, began=-9, ended=-10)
    (run,) = call(project, "syncs", "--format", "json").answer["runs"]
    assert (run["state"], run["accepted"]) == ("ok", 24)
    assert rows_of(project, f"select state, accepted from {SCHEMA}.fct_sync_runs") == [("ok", 24)]
    assert "regulars to hook" not in call(project, "doctor").text


def test_a_clock_set_back_between_runs_sends_nobody_twice(project: Path, receiver: Receiver) -> None:
    receiver.scripted = ["", "410"]
    assert sync(project).exit_code == 2
    move_run(project, began=300, ended=299)
    for table in ("sync_ledger", "sync_history", "sync_outbox"):
        column = "planned_at" if table == "sync_outbox" else "changed_at"
        execute(
            project,
            f"alter table {SCHEMA}.{table} update {column} = {column} + interval 300 day where true "
            "settings mutations_sync = 2",
        )
    ended = sync(project)
    assert ended.exit_code == 0, ended.errors
    assert ended.answer["accepted"] == 16
    assert set(receiver.times_taken().values()) == {1}
    assert len(receiver.members) == 24
    assert sync(project).answer["sent"] == 0
    runs = call(project, "syncs", "--format", "json").answer["runs"]
    assert [(run["sequence"], run["state"]) for run in runs] == [(3, "ok"), (2, "ok"), (1, "failed")]
