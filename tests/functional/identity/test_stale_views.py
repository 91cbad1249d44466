"""An evaluation does not read views that were made before somebody was split."""

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import MacroError

_PAST = "belongs_from DateTime64(3, 'UTC'), number_before UInt32"
OVERRIDES, VIEW = Relation("stale", "profile_node_overrides"), Relation("stale", "int_events_resolved")


@pytest.fixture
def session(client: Client) -> MacroSession:
    """A schema in which nobody was split."""
    for statement in (
        "drop database if exists stale",
        "create database stale",
        f"create table {OVERRIDES} (node UInt64, profile_number UInt32, {_PAST}) engine = MergeTree order by node",
        f"create view {VIEW} as select 1 as profile_number",
    ):
        client.command(statement)

    def run_query(sql: str) -> QueryResult:
        found = client.query(sql)
        return QueryResult(found.column_names, found.result_rows)

    return load_macros(project_files()).session(run_query=run_query)


def test_a_view_from_before_a_split_is_refused(client: Client, session: MacroSession) -> None:
    assert session.call("node_overrides_in", OVERRIDES) == {"has_split": False, "has_past": False}
    session.call("refuse_stale_views", [VIEW], OVERRIDES)
    client.command(f"insert into {OVERRIDES} (node, profile_number) values (1, 1)")
    assert session.call("node_overrides_in", OVERRIDES) == {"has_split": True, "has_past": False}
    with pytest.raises(MacroError, match=r"made before a profile was split.*segflux build"):
        session.call("refuse_stale_views", [VIEW], OVERRIDES)
    client.command(f"create or replace view {VIEW} as select profile_number from {OVERRIDES}")
    session.call("refuse_stale_views", [VIEW], OVERRIDES)


def test_a_view_from_before_the_first_past_is_refused(client: Client, session: MacroSession) -> None:
    """Somebody was split before, so that the view looks up who, but not since when."""
    client.command(f"create or replace view {VIEW} as select profile_number from {OVERRIDES}")
    client.command(f"insert into {OVERRIDES} values (1, 1, '2026-01-01 00:00:00.000', 2)")
    assert session.call("node_overrides_in", OVERRIDES) == {"has_split": True, "has_past": True}
    with pytest.raises(MacroError, match=r"made before a profile was split.*segflux build"):
        session.call("refuse_stale_views", [VIEW], OVERRIDES)
    client.command(f"create or replace view {VIEW} as select belongs_from from {OVERRIDES}")
    session.call("refuse_stale_views", [VIEW], OVERRIDES)


def test_what_cannot_be_asked_counts_as_split(session: MacroSession) -> None:
    asked = session.call("node_overrides_in", Relation("stale", "of_a_unit_test"))
    assert asked == {"has_split": True, "has_past": True}
