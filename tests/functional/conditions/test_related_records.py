"""A table of records in a build: states come and go, and segments count them."""

from pathlib import Path

from tests.dbt_projects import rows_of
from tests.functional.conditions.conftest import EVERYBODY, OF_SUBSCRIPTIONS, Conditions


def test_states_of_records_come_and_go(conditions: Conditions, project: Path) -> None:
    assert {name: conditions.first[name] for name in OF_SUBSCRIPTIONS} == {
        "active": {"eva", "fin"},
        "costly": {"eva", "fin"},
        "nothing": EVERYBODY - {"eva", "fin"},
    }
    rejected = (
        "select reason, toUInt64(count()) from segflux_events.rejected_rows"
        " where source = 'billing' group by reason"
    )
    assert rows_of(project, rejected) == [("no id", 1)]
    assert {name: conditions.second[name] for name in OF_SUBSCRIPTIONS} == {
        "active": {"fin"},
        "costly": {"fin"},
        "nothing": EVERYBODY - {"eva", "fin"},
    }
