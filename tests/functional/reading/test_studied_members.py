"""Whose members may be read: what a build has evaluated, or a study as of that instant."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.members import MembersRequest, _refuse_unevaluated
from tests.dbt_projects import new_warehouse

RELATIONS = {name: f"`shop`.`{name}`" for name in ("fct_segment_sizes", "fct_segment_bitmaps")}
STUDIED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A warehouse where a build evaluated `old`, and a study `new` alone."""
    with new_warehouse(tmp_path_factory.mktemp("studied")) as opened:
        for database in ("shop", "shop_studies"):
            opened.command(f"create database {database}")
        _create(opened, "shop.fct_segment_sizes", "'old' as segment")
        columns = "'new' as segment, toDateTime64('2026-01-01', 3, 'UTC') as as_of"
        _create(opened, "shop_studies.fct_segment_bitmaps", columns)
        yield opened


def _create(client: Client, table: str, columns: str) -> None:
    client.command(f"create table {table} engine = MergeTree order by segment as select {columns}")


def test_a_segment_that_a_study_alone_evaluated_has_members_there(client: Client) -> None:
    _refuse_unevaluated(client, RELATIONS, MembersRequest("old"))
    _refuse_unevaluated(client, RELATIONS, MembersRequest("new", as_of=STUDIED))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (MembersRequest("new"), 'No segment "new" was evaluated'),
        (MembersRequest("olt", as_of=STUDIED), 'No segment "olt" was evaluated. Did you mean "old"'),
        (
            MembersRequest("old", as_of=STUDIED),
            'No study of "old" as of 2026-01-01T00:00:00Z. Newest studies: none',
        ),
        (MembersRequest("new", as_of=STUDIED.replace(day=2)), "Newest studies: 2026-01-01T00:00:00Z"),
    ],
)
def test_what_was_not_evaluated_is_refused(client: Client, asked: MembersRequest, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        _refuse_unevaluated(client, RELATIONS, asked)
