"""What the doctor finds: each trouble is planted, told, mended where that is safe, and gone afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dbt_projects import execute, rows_of
from tests.functional.commands import Told, call

OLD = "the newest evaluation is as of 2026-06-01"  # the demo's own instant


def troubles(project: Path, *options: str) -> list[dict[str, Any]]:
    told = call(project, "doctor", "--format", "json", *options)
    found: list[dict[str, Any]] = [one for one in told.answer["troubles"] if OLD not in one["says"]]
    return found


def exists(project: Path, table: str) -> bool:
    return bool(rows_of(project, f"exists table {table}")[0][0])


def test_a_sound_warehouse_has_only_its_age(demo: Path) -> None:
    told: Told = call(demo, "doctor")
    assert told.exit_code == 1
    assert told.text.startswith(f"freshness: {OLD}")
    assert "1 trouble left." in told.text
    assert troubles(demo) == []


@pytest.mark.parametrize(
    ("database", "table", "check"),
    [
        ("segflux_segments", "__leaf_bitmaps__0badcafe__leaves", "leftovers"),
        ("segflux_identity", "dim_identifiers__dbt_tmp", "leftovers"),
        ("segflux_segments", "seg_long_gone", "orphans"),
    ],
)
def test_what_nobody_needs_is_told_and_dropped(demo: Path, database: str, table: str, check: str) -> None:
    made = (
        f"view {database}.{table} as select members from segflux_segments.fct_segment_bitmaps"
        if check == "orphans"
        else f"table {database}.{table} engine = MergeTree order by tuple() as select 1 as one"
    )
    execute(demo, f"create {made}")
    (found,) = troubles(demo)
    assert (found["check"], found["can_be_mended"], found["mended"]) == (check, True, False)
    assert f"{database}.{table}" in found["says"]
    assert exists(demo, f"{database}.{table}")
    assert [one["mended"] for one in troubles(demo, "--fix")] == [True]
    assert not exists(demo, f"{database}.{table}")
    assert troubles(demo) == []


def test_views_and_tables_that_others_made_are_no_orphans(demo: Path) -> None:
    execute(
        demo,
        "create view segflux_segments.seg_rfm_2026 as select * from segflux_segments.seg_big_spenders",
        "create table segflux_segments.seg_frozen engine = MergeTree order by tuple() as select 1 as one",
    )
    try:
        assert troubles(demo, "--fix") == []
        assert exists(demo, "segflux_segments.seg_rfm_2026")
    finally:
        execute(demo, "drop view segflux_segments.seg_rfm_2026", "drop table segflux_segments.seg_frozen")


def test_members_of_another_number_space_are_told_and_kept(demo: Path) -> None:
    bitmaps = "segflux_segments.fct_segment_bitmaps"
    execute(
        demo,
        f"insert into {bitmaps} select * replace(generateUUIDv4() as number_space) from {bitmaps} limit 1",
    )
    (found,) = troubles(demo, "--fix")
    assert (found["check"], found["can_be_mended"]) == ("number_spaces", False)
    assert "1 rows" in found["says"]
    spaces = "select number_space from segflux_identity.profile_numbers"
    execute(
        demo, f"alter table {bitmaps} delete where number_space not in ({spaces}) settings mutations_sync = 2"
    )
    assert troubles(demo) == []


def test_a_lease_of_a_dead_process_is_ended(demo: Path) -> None:
    execute(
        demo,
        "create table if not exists segflux.segflux_leases (lease String, holder String, state LowCardinality(String),"
        " beat UInt64, seconds UInt32, about String, machine String, process UInt32, taken_at DateTime64(3, 'UTC'),"
        " beaten_at DateTime64(3, 'UTC')) engine = ReplacingMergeTree(beat) order by (lease, holder)",
        "insert into segflux.segflux_leases values ('sync', 'h', 'held', 1, 60, '`segflux sync`', '', 1,"
        " now64(3, 'UTC') - interval 1 hour, now64(3, 'UTC') - interval 1 hour)",
    )
    (found,) = troubles(demo)
    assert found["check"] == "leases"
    assert "`segflux sync` took the lease sync" in found["says"]
    assert [one["mended"] for one in troubles(demo, "--fix")] == [True]
    assert troubles(demo) == []


def test_a_sync_that_never_ended_is_told_with_the_way_on(demo: Path) -> None:
    runs = "segflux_activation.sync_runs"
    execute(
        demo,
        f"insert into {runs} (sync, segment, destination, sequence, state, changed_at) values"
        " ('s', 'big_spenders', 'mail', 1, 'planned', now64(3, 'UTC') - interval 2 hour)",
    )
    (found,) = troubles(demo)
    assert (found["check"], found["is_notice"]) == ("syncs", True)
    assert "`segflux sync big_spenders --to mail`" in found["advice"]
    execute(
        demo,
        f"insert into {runs} (sync, segment, destination, sequence, state, changed_at) values"
        " ('s', 'big_spenders', 'mail', 1, 'ok', now64(3, 'UTC') - interval 1 hour)",
    )
    assert troubles(demo) == []


def test_a_sync_that_waits_for_another_ended_well(demo: Path) -> None:
    execute(
        demo,
        "insert into segflux_activation.sync_runs (sync, segment, destination, sequence, state, changed_at) values"
        " ('w', 'big_spenders', 'other_mail', 1, 'started', now64(3, 'UTC') - interval 3 hour),"
        " ('w', 'big_spenders', 'other_mail', 1, 'waiting', now64(3, 'UTC') - interval 2 hour)",
    )
    assert troubles(demo) == []


def test_a_sync_that_never_ended_is_told_beside_one_of_the_same_segment_that_did(demo: Path) -> None:
    runs = "segflux_activation.sync_runs"
    execute(
        demo,
        f"insert into {runs} (sync, segment, destination, sequence, state, changed_at) values"
        " ('one', 'big_spenders', 'mail', 3, 'planned', now64(3, 'UTC') - interval 2 hour),"
        " ('two', 'big_spenders', 'mail', 8, 'ok', now64(3, 'UTC') - interval 2 hour)",
    )
    try:
        assert [one["check"] for one in troubles(demo)] == ["syncs"]
    finally:
        execute(demo, f"alter table {runs} delete where destination = 'mail' settings mutations_sync = 2")


def plant_loads(project: Path, *loads: str) -> None:
    """Loads of events, each a load of `web` in which some columns are replaced."""
    table = "segflux_events.event_loads"
    for replaced in loads:
        web = f"(select * from {table} where source = 'web' and run_id != 'planted' limit 1)"
        execute(
            project,
            f"insert into {table} select * replace('planted' as run_id, {replaced}) from {web} as web",
        )


@pytest.fixture
def loads(demo: Path) -> Iterator[None]:
    """Takes away what was planted."""
    yield
    table = "segflux_events.event_loads"
    execute(demo, f"alter table {table} delete where run_id = 'planted' settings mutations_sync = 2")


@pytest.mark.usefixtures("loads")
def test_a_source_that_went_quiet_is_told(demo: Path) -> None:
    plant_loads(demo, "0 as rows_inserted, 0 as rows_replaced, now() + interval 4 day as loaded_at")
    (found,) = troubles(demo)
    assert (found["check"], found["is_notice"]) == ("freshness", True)
    assert found["says"].startswith("web (events) has brought no new row since")


@pytest.mark.usefixtures("loads")
def test_what_a_build_noted_of_a_source_is_told_as_a_notice(demo: Path) -> None:
    plant_loads(demo, "'read anew: how it is mapped changed' as note, now() as loaded_at")
    (found,) = troubles(demo)
    assert (found["check"], found["is_notice"]) == ("sources", True)
    assert found["says"] == "web (events): read anew: how it is mapped changed"


@pytest.mark.usefixtures("loads")
def test_a_source_that_is_declared_no_more_is_not_told(demo: Path) -> None:
    gone = "'clicks' as source, 'read anew: as asked' as note"
    plant_loads(
        demo,
        f"{gone}, 5 as rows_inserted, now() - interval 9 day as loaded_at",
        f"{gone}, 0 as rows_inserted, 0 as rows_replaced, now() as loaded_at",
    )
    assert troubles(demo) == []


def test_an_evaluation_long_after_the_newest_event_is_told(demo: Path) -> None:
    runs = "segflux_runs.evaluation_runs"
    execute(
        demo,
        f"insert into {runs} select * replace('late' as run_id, '2027-06-01' as as_of) from {runs} limit 1",
    )
    try:
        said = [one["says"] for one in troubles(demo) if one["check"] == "freshness"]
    finally:
        execute(demo, f"alter table {runs} delete where run_id = 'late' settings mutations_sync = 2")
    assert (
        "the newest event of all sources is of 2026-06-01, 364 days before this evaluation, as of 2027-06-01"
        in said
    )


def test_before_the_first_build_it_says_what_to_do(tmp_path: Path) -> None:
    assert call(tmp_path, "init").exit_code == 0
    told = call(tmp_path, "doctor")
    assert told.exit_code == 3
    assert "Run `segflux build --target embedded` first" in told.errors


def test_macros_of_another_version_are_told(demo: Path) -> None:
    lock = demo / "segflux.lock"
    written = lock.read_text()
    lock.write_text('{"version": "0.0.9", "files": {}}')
    (found,) = [each for each in troubles(demo) if each["check"] == "versions"]
    assert not found["can_be_mended"]
    assert "Segflux 0.0.9 wrote the macros and models" in found["says"]
    lock.write_text(written)
