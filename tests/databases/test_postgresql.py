"""PostgreSQL: a table of ours is what the segment is, over a real server."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from segflux_cli.destinations.databases.staged_table import staging_prefix
from segflux_cli.destinations.postgresql import TYPES
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.carried import SentValue
from segflux_cli.sync.state.task import Task
from tests.activation.engine import a_sync, sync_once
from tests.activation.warehouse import SCHEMA, prepare, profile_id, set_people
from tests.databases.losing import losing
from tests.databases.postgres import BINARIES, Postgres, running_postgres
from tests.dbt_projects import new_warehouse

pytestmark = pytest.mark.skipif(
    BINARIES is None, reason="PostgreSQL is not installed: apt-get install postgresql"
)

PEOPLE = [(1, "p1@x.example", "pro"), (2, "p2@x.example", '"; drop {x}'), (3, "p3@x.example", "")]
SEND = (
    SentValue("plan", "plan", None, None),
    SentValue("spent", "spent", None, None),
    SentValue("origin", None, None, "segflux"),
)

SEEN = SentValue("first seen", "first_seen_at", None, None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("postgresql")) as opened:
        prepare(opened)
        yield opened


@pytest.fixture
def client(warehouse: Any, postgres: Postgres) -> Any:
    for table in ("sync_ledger", "sync_history", "sync_outbox", "sync_runs"):
        warehouse.command(f"truncate table {SCHEMA}.{table}")
    postgres.rows("drop table if exists regulars cascade")
    return warehouse


def run(
    client: Any,
    postgres: Postgres,
    *,
    password: str = "secret",
    is_drain: bool = False,
    is_dry: bool = False,
    **words: Any,
) -> RunReport:
    options = {**postgres.options, "password": password}
    sync = a_sync("", type="postgresql", options=options, audience={}, **{"send": SEND, **words})
    types = {"postgresql": TYPES[0]}
    return sync_once(client, Task(sync, is_drain=is_drain), types=types, is_dry=is_dry)


def there(postgres: Postgres, columns: str = "profile_id") -> list[tuple[Any, ...]]:
    return postgres.rows(f"select {columns} from regulars order by profile_id")


def staged(postgres: Postgres) -> list[tuple[Any, ...]]:
    return postgres.rows("select tablename from pg_tables where tablename like 'segflux%'")


def test_members_become_rows_with_the_types_of_the_warehouse(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2, 3])
    assert run(client, postgres, match_on=("profile_id",), send=(*SEND, SEEN)).state == "ok"
    assert there(postgres, "segflux_key = profile_id, plan, spent, origin") == [
        (True, "pro", 1.0, "segflux"),
        (True, '"; drop {x}', 2.0, "segflux"),
        (True, None, 3.0, "segflux"),
    ]
    types = (
        "select data_type from information_schema.columns where table_name = 'regulars' and column_name = "
    )
    assert postgres.rows(f"{types} 'first seen'") == [("timestamp with time zone",)]
    assert staged(postgres) == []


def test_who_leaves_goes_and_who_changed_is_written_again(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres)
    postgres.rows("insert into regulars (segflux_key, profile_id) values ('stranger', 'stranger')")
    set_people(client, [(2, "p2@x.example", "free"), *PEOPLE[2:]], [2, 3])
    report = run(client, postgres)
    counts = report.counts
    assert (counts.planned_adds, counts.planned_updates, counts.planned_removals) == (1, 1, 1)
    assert there(postgres, "email, plan") == [("p2@x.example", "free"), ("p3@x.example", None), (None, None)]
    assert run(client, postgres).counts.sent == 0


def test_a_full_content_replaces_the_old_one_and_keeps_views(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres, mode="full")
    postgres.rows("create view looked_at as select * from regulars")
    postgres.rows("insert into regulars (segflux_key, profile_id) values ('stranger', 'stranger')")
    set_people(client, PEOPLE, [3])
    assert run(client, postgres, mode="full").state == "ok"
    assert postgres.rows("select email from looked_at") == [("p3@x.example",)]
    assert staged(postgres) == []


def test_a_lost_answer_of_the_commit_is_made_up_for(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres, mode="full")
    set_people(client, PEOPLE, [2, 3])
    with losing(postgres.port, b"delete from", b"COMMIT") as passing:
        assert run(client, replace(postgres, port=passing.port), mode="full").state == "ok"
        assert passing.lost.is_set()
    assert there(postgres, "email") == [("p2@x.example",), ("p3@x.example",)]
    assert staged(postgres) == []


@pytest.mark.parametrize("order", ["drop table", "truncate table"])
def test_a_table_that_somebody_emptied_is_filled_again(client: Any, postgres: Postgres, order: str) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres)
    postgres.rows(f"{order} regulars")
    set_people(client, PEOPLE, [2, 3])
    foretold = run(client, postgres, is_dry=True)
    assert (foretold.counts.planned_adds, foretold.counts.planned_updates) == (1, 1)
    assert foretold.reason == "nobody is there any more, so that everybody would be sent again"
    report = run(client, postgres)
    assert report.reason == "nobody was there any more, so that everybody was sent again"
    assert there(postgres, "email") == [("p2@x.example",), ("p3@x.example",)]
    assert run(client, postgres).counts.sent == 0


def test_mode_upsert_clears_the_fields_of_who_leaves(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres, mode="upsert")
    set_people(client, PEOPLE, [2])
    run(client, postgres, mode="upsert")
    assert there(postgres, "email, plan, origin") == [
        ("p1@x.example", None, None),
        ("p2@x.example", '"; drop {x}', "segflux"),
    ]
    run(client, postgres, mode="upsert", is_drain=True)
    assert there(postgres, "plan, origin") == [(None, None)] * 2


def test_a_column_that_is_new_is_added(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1])
    postgres.rows(
        "create table regulars (segflux_key text primary key, profile_id text, synced_at timestamptz, own int)"
    )
    assert run(client, postgres).state == "ok"
    assert there(postgres, "plan, own") == [("pro", None)]


def test_leftovers_of_a_killed_run_are_dropped(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1])
    run(client, postgres)
    prefix = staging_prefix(a_sync("").title, "public", "regulars")
    postgres.rows(f"create table {prefix}0123456789abcdef (key text)")
    run(client, postgres)
    assert staged(postgres) == []


def test_a_table_of_other_columns_stops_with_the_way_out(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1])
    postgres.rows(
        "create table regulars (segflux_key text primary key, profile_id text, synced_at timestamptz, plan int[])"
    )
    report = run(client, postgres)
    assert report.state == "failed"
    assert 'public.regulars: column "plan" is of type' in report.reason
    assert "name another table" in report.reason
    assert staged(postgres) == []


@pytest.mark.parametrize("mode", ["add_and_remove", "full"])
def test_a_table_of_somebody_else_stays_as_it_is(client: Any, postgres: Postgres, mode: str) -> None:
    set_people(client, PEOPLE, [1])
    postgres.rows("create table regulars (order_id int)")
    report = run(client, postgres, mode=mode)
    assert report.state == "failed"
    assert "public.regulars has no column segflux_key" in report.reason
    columns = "select column_name from information_schema.columns where table_name = 'regulars'"
    assert postgres.rows(columns) == [("order_id",)]
    assert staged(postgres) == []


def test_wrong_credentials_are_told_and_the_next_run_sends(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1])
    report = run(client, postgres, password="mistyped")
    assert (report.state, "Check host, database, user and password" in report.reason) == ("failed", True)
    assert "mistyped" not in report.reason
    assert run(client, postgres).state == "ok"
    assert there(postgres) == [(profile_id(1),)]


def test_a_value_that_does_not_fit_is_alone_in_its_fault(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [1, 2])
    run(client, postgres)
    postgres.rows("alter table regulars add constraint small check (spent < 3)")
    set_people(client, [*PEOPLE[:2], (3, "p3@x.example", "x")], [1, 2, 3])
    report = run(client, postgres)
    assert (report.counts.accepted, report.counts.rejected) == (0, 1)
    assert len(there(postgres)) == 2
    assert staged(postgres) == []


@pytest.mark.parametrize("state", ["23514", "22023", "P0001", "42501", "40001"])
def test_what_a_trigger_says_of_people_is_kept_nowhere(client: Any, postgres: Postgres, state: str) -> None:
    set_people(client, [(1, "p1@x.example", "Quillfeather")], [])
    run(client, postgres)
    postgres.rows(f"""
        create or replace function tell() returns trigger language plpgsql as $$
        begin raise exception 'bad plan % of %', new.plan, new.profile_id using errcode = '{state}'; end $$
    """)
    postgres.rows("create trigger tells before insert on regulars for each row execute function tell()")
    set_people(client, [(1, "p1@x.example", "Quillfeather")], [1])
    report = run(client, postgres)
    reasons = [
        *client.query(f"select reason from {SCHEMA}.sync_ledger").result_rows,
        *client.query(f"select reason from {SCHEMA}.sync_runs").result_rows,
    ]
    assert "Quillfeather" not in f"{report} {reasons}"
    assert f"SQLSTATE {state}" in str(reasons)


def test_a_rejection_names_the_rule_and_not_the_value(client: Any, postgres: Postgres) -> None:
    set_people(client, PEOPLE, [])
    run(client, postgres)
    postgres.rows("alter table regulars add constraint small check (plan <> 'Quillfeather')")
    postgres.rows("alter table regulars alter column spent type varchar(1)")
    set_people(client, [(1, "p1@x.example", "Quillfeather"), (20, "p20@x.example", "x")], [1, 20])
    run(client, postgres)
    reasons = client.query(f"select reason from {SCHEMA}.sync_ledger final where status = 'rejected'")
    assert {row[0] for row in reasons.result_rows} == {
        "a check of the table refuses the row (SQLSTATE 23514, constraint small)",
        "a value is too long for its column (SQLSTATE 22001)",
    }
