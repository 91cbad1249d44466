"""An evaluation does not read views that were made before somebody was split."""

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.compiler.rendering.project_files import project_files
from segflux_cli.errors import MacroError

OVERRIDES, VIEW = Relation("stale", "profile_node_overrides"), Relation("stale", "int_events_resolved")


@pytest.fixture
def session(client: Client) -> MacroSession:
    """A schema in which nobody was split."""
    for statement in (
        "drop database if exists stale",
        "create database stale",
        f"create table {OVERRIDES} (node UInt64, profile_number UInt32) engine = MergeTree order by node",
        f"create view {VIEW} as select 1 as profile_number",
    ):
        client.command(statement)

    def run_query(sql: str) -> QueryResult:
        found = client.query(sql)
        return QueryResult(found.column_names, found.result_rows)

    return load_macros(project_files()).session(run_query=run_query)


def test_a_view_from_before_a_split_is_refused(client: Client, session: MacroSession) -> None:
    assert session.call("has_split_nodes", OVERRIDES) is False
    session.call("refuse_stale_views", [VIEW], OVERRIDES)
    client.command(f"insert into {OVERRIDES} values (1, 1)")
    assert session.call("has_split_nodes", OVERRIDES) is True
    with pytest.raises(MacroError, match=r"made before a profile was split.*segflux build"):
        session.call("refuse_stale_views", [VIEW], OVERRIDES)
    client.command(f"create or replace view {VIEW} as select profile_number from {OVERRIDES}")
    session.call("refuse_stale_views", [VIEW], OVERRIDES)


def test_what_cannot_be_asked_counts_as_split(session: MacroSession) -> None:
    assert session.call("has_split_nodes", Relation("stale", "of_a_unit_test")) is True
