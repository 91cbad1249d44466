"""A history says what builds as of those instants said, and writes nothing."""

from pathlib import Path

import pytest

from tests.dbt_projects import rows_of
from tests.functional.commands import call
from tests.functional.reading.conftest import FIRST, SECOND

_TABLES = "select database, name, total_rows, toString(uuid) from system.tables where database != 'system' order by all"
_MILLISECONDS = ".000Z"


def test_sizes_are_those_of_the_builds_as_of_then(project: Path) -> None:
    tables = rows_of(project, _TABLES)
    for segment in ("cart_abandoners", "bargain_hunters"):
        told = call(project, "history", segment, "--from", FIRST, "--every", "1 day", "--format", "json")
        assert told.exit_code == 0, told.errors
        built = rows_of(
            project,
            "select toUnixTimestamp(as_of), toUInt64(size), toUInt64(base_size), verdict"
            f" from segflux_segments.fct_segment_sizes where segment = '{segment}' order by as_of",
        )
        found = [(each["size"], each["base_size"], each["verdict"]) for each in told.answer["sizes"]]
        assert [each["as_of"] for each in told.answer["sizes"]] == [
            instant.replace("Z", _MILLISECONDS) for instant in (FIRST, SECOND)
        ]
        assert found == [tuple(row[1:]) for row in built]
    assert rows_of(project, _TABLES) == tables


@pytest.mark.parametrize(
    ("status", "is_empty", "said"), [("retired", True, "It is retired"), ("paused", False, "It is paused")]
)
def test_a_segment_that_is_not_live_says_so(
    project: Path, tmp_path: Path, status: str, is_empty: bool, said: str
) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(
        f"segment: x\nstatus: {status}\nwho: everyone\ngoal: {{event: order_completed, metric: count}}\n"
    )
    asked = ("history", str(spec), "--from", FIRST, "--to", FIRST)
    assert said in call(project, *asked).text
    (size,) = call(project, *asked, "--format", "json").answer["sizes"]
    assert (size["size"] == 0, size["goal"]["times"] == 0) == (is_empty, is_empty)


def test_the_goal_is_measured_over_the_members_of_then(project: Path) -> None:
    told = call(
        project,
        "history",
        "cart_abandoners",
        "--from",
        "2026-05-01",
        "--every",
        "15 days",
        "--format",
        "json",
    )
    first, *_, last = told.answer["sizes"]
    assert (first["goal"]["is_complete"], last["goal"]["is_complete"]) == (True, False)
    (expected,) = rows_of(
        project,
        """
        with
            toDateTime64('2026-05-01 00:00:00', 3, 'UTC') as then,
            members as (
                select profile_number from segflux_events.int_events_resolved
                where occurred_at > then - interval 3 day and occurred_at <= then
                group by profile_number
                having countIf(event_name = 'cart_updated') > 0 and countIf(event_name = 'order_completed') = 0
            )
        select toUInt64(uniqExact(profile_number)), toUInt64(count())
        from segflux_events.int_events_resolved
        where event_name = 'order_completed' and profile_number in (select profile_number from members)
            and occurred_at > then and occurred_at <= then + interval 3 day
        """,
    )
    assert (first["goal"]["people"], first["goal"]["times"]) == tuple(expected)
    assert last["goal"]["total"] is None


@pytest.mark.parametrize(
    ("event", "within", "until"),
    [
        ("order_completed", "20 days", "2026-05-21 00:00:00"),
        ("order_complet*", "20 days", "2026-05-21 00:00:00"),
        # from midnight in Vienna to midnight, between which an hour is left out
        ("order_completed", "1 month", "2026-04-01 22:00:00"),
    ],
)
def test_what_a_goal_adds_up_is_exact(
    project: Path, tmp_path: Path, event: str, within: str, until: str
) -> None:
    spec = tmp_path / "buyers.yml"
    since = "2026-03-01 23:00:00" if within == "1 month" else "2026-05-01 00:00:00"
    spec.write_text(
        "segment: buyers\nbase: everyone\nwho: [{did: order_completed}]\nmembership: {time_zone: Europe/Vienna}\n"
        f"goal: {{metric: total, event: '{event}', value: revenue, within: {within}}}\n"
    )
    asked = since.replace(" ", "T") + "Z"
    told = call(project, "history", str(spec), "--from", asked, "--every", "60 days", "--format", "json")
    (expected,) = rows_of(
        project,
        f"""
        select toFloat64(sum(toDecimal128(JSONExtractRaw(properties, 'revenue'), 6)))
        from segflux_events.int_events_resolved
        where event_name = 'order_completed' and profile_number in (
                select profile_number from segflux_events.int_events_resolved
                where event_name = 'order_completed' and occurred_at <= '{since}'
            )
            and occurred_at > '{since}' and occurred_at <= '{until}'
        """,
    )
    assert told.answer["sizes"][0]["goal"]["total"] == pytest.approx(expected[0])
    assert expected[0] > 0


def test_the_text_has_bars_and_the_picture_stands_alone(project: Path, tmp_path: Path) -> None:
    picture = tmp_path / "sizes.svg"
    told = call(
        project,
        "history",
        "big_spenders",
        "--from",
        "2026-03-31",
        "--every",
        "1 month",
        "--out",
        str(picture),
    )
    assert told.exit_code == 0, told.errors
    lines = told.text.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["2026-03-31", "2026-04-30", "2026-05-31"]
    assert "total of order_completed" in lines[0]
    assert any("█" in line for line in lines)
    drawn = picture.read_text()
    assert drawn.startswith("<svg xmlns=")
    assert "Mar 31, 2026" in drawn


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2027-01-01"], "Choose an earlier --from"),
        (["--from", "2000-01-01", "--every", "1 hour"], "more than 1000 instants"),
        (["--from", "2026-01-01", "--every", "0 days"], "'0 days' is no length"),
        (["--from", "2026-01-01", "--out", "x.gif"], "a picture is an .svg or .png file"),
    ],
)
def test_what_has_no_history_is_told(project: Path, words: list[str], said: str) -> None:
    told = call(project, "history", "big_spenders", *words)
    assert told.exit_code == 3
    assert said in told.errors
