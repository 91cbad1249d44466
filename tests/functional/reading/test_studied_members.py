"""Whose members may be read: what a build has evaluated, now or before, or a study as of that instant."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clickhouse_connect.driver.client import Client

from segflux_cli.errors import UsageError
from segflux_cli.warehouse.segments.members import MembersRequest, _query
from segflux_cli.warehouse.segments.segment_tables import read_members
from tests.dbt_projects import new_warehouse

MODELS = ("fct_segment_sizes", "fct_segment_bitmaps", "fct_segment_members", "profile_numbers")
RELATIONS = {name: f"`shop`.`{name}`" for name in MODELS}
BOTH, BUILT = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, 9, 0, 0, 123_000, tzinfo=UTC)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A warehouse where builds evaluated `old` twice, and a study `new` and, at the first instant, `old` again."""
    with new_warehouse(tmp_path_factory.mktemp("studied")) as opened:
        for database in ("shop", "shop_studies"):
            opened.command(f"create database {database}")
        _create(opened, "shop.fct_segment_sizes", "select 'old' as segment")
        _create(opened, "shop.fct_segment_members", "select 'old' as segment, 'now' as profile_id")
        numbers = "select toUInt32(number) as profile_number, concat('p', toString(number)) as profile_id"
        _create(opened, "shop.profile_numbers", f"{numbers} from numbers(9)")
        built = f"{_bitmap('old', BOTH, 1)} union all {_bitmap('old', BUILT, 2)}"
        _create(opened, "shop.fct_segment_bitmaps", built)
        studied = f"{_bitmap('new', BOTH, 3)} union all {_bitmap('old', BOTH, 4)}"
        _create(opened, "shop_studies.fct_segment_bitmaps", studied)
        yield opened


def _create(client: Client, table: str, select: str) -> None:
    client.command(f"create table {table} engine = MergeTree order by tuple() as {select}")


def _bitmap(segment: str, as_of: datetime, member: int) -> str:
    instant = f"toDateTime64('{as_of:%Y-%m-%d %H:%M:%S.%f}', 3, 'UTC') as as_of"
    return f"select '{segment}' as segment, {instant}, groupBitmapState(toUInt32({member})) as members"


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        (MembersRequest("old"), "now"),
        (MembersRequest("new", as_of=BOTH), "p3"),
        (MembersRequest("old", as_of=BUILT), "p2"),
        (MembersRequest("old", as_of=BOTH), "p4"),
    ],
    ids=["now", "a study alone", "a past evaluation", "a study of an instant that was evaluated"],
)
def test_members_are_those_of_the_instant(client: Client, asked: MembersRequest, member: str) -> None:
    members, values = _query(client, RELATIONS, asked)
    assert [each.profile_id for each in read_members(client, members, values, limit=None)] == [member]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (MembersRequest("new"), 'No segment "new" was evaluated'),
        (MembersRequest("olt", as_of=BOTH), 'No segment "olt" was evaluated. Did you mean "old"'),
        (
            MembersRequest("old", as_of=BUILT.replace(microsecond=0)),
            'of "old" is as of 2026-01-02T09:00:00Z. Newest evaluations: 2026-01-02T09:00:00.123Z, 2026-01-01T',
        ),
        (
            MembersRequest("new", as_of=BUILT),
            "Newest evaluations: none. Newest studies: 2026-01-01T00:00:00Z",
        ),
    ],
)
def test_what_was_not_evaluated_is_refused(client: Client, asked: MembersRequest, told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        _query(client, RELATIONS, asked)
