"""What `segflux build` asks of dbt."""

from pathlib import Path

import pytest

from segflux_cli.cli.building import BuildRequest, _arguments
from segflux_cli.warehouse.profiles import Target

ASKED = ["build", "--target", "here", "--exclude-resource-type", "unit_test"]


def test_kinds_of_nodes_that_the_environment_leaves_out_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target("here", "chdb", "segflux", Path())
    monkeypatch.delenv("DBT_EXCLUDE_RESOURCE_TYPES", raising=False)
    assert _arguments(BuildRequest(Path()), target, {}, ()) == ASKED
    monkeypatch.setenv("DBT_EXCLUDE_RESOURCE_TYPES", "test seed")
    more = ["--exclude-resource-type", "test", "--exclude-resource-type", "seed"]
    assert _arguments(BuildRequest(Path()), target, {}, ()) == [*ASKED, *more]


def test_tests_of_views_that_stand_are_run_all_the_same() -> None:
    arguments = _arguments(BuildRequest(Path()), Target("here", "chdb", "segflux", Path()), {}, ("seg_buyers",))
    assert arguments[-4:] == ["--exclude", "seg_buyers", "--indirect-selection", "empty"]
