"""A row that cannot be used is never dropped in silence: it is counted, with its reason, and shown."""

from collections import Counter
from pathlib import Path

from tests.dbt_projects import rows_of
from tests.functional.bad_input.conftest import BAD_ROWS
from tests.functional.commands import call


def test_rejected_rows_are_shown_by_source_and_reason(built: Path) -> None:
    told = call(built, "segments", "--format", "json").answer
    shown = {row["reason"]: row["rows"] for row in told["rejected_rows"] if row["source"] == "bad"}
    expected = Counter(reason for *_, reason in BAD_ROWS if reason != "fine")
    expected["properties is not UTF-8"] = expected.pop("not UTF-8")
    assert shown == expected
    text = call(built, "segments").text
    assert "no readable time" in text
    assert "impossible time" in text


def test_rows_read_are_rows_kept_and_rows_rejected(built: Path) -> None:
    sql = """
        select sum(rows_read), sum(rows_inserted) + sum(rows_repeated) + sum(rows_rejected)
        from segflux_events.event_loads where source = 'bad'
    """
    assert rows_of(built, sql) == [(len(BAD_ROWS), len(BAD_ROWS))]
    kept = rows_of(built, "select event_id from segflux_events.fct_events where source = 'bad'")
    assert kept == [("1",)]


def test_rejected_rows_tell_nobody_whose_they_are(built: Path) -> None:
    rows = rows_of(built, "select * from segflux_events.rejected_rows")
    assert rows
    assert "ann" not in str(rows)
