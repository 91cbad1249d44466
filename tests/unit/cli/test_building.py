"""What `segflux build` asks of dbt."""

from pathlib import Path

import pytest

from segflux_cli.cli.building import BuildRequest, _arguments
from segflux_cli.cli.selection import chosen_segments, segment_names
from segflux_cli.errors import UsageError
from segflux_cli.spec.project.specs import read_specs
from segflux_cli.warehouse.profiles import Target

ASKED = ["build", "--target", "here", "--exclude-resource-type", "unit_test"]


def test_kinds_of_nodes_that_the_environment_leaves_out_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target("here", "chdb", "segflux")
    monkeypatch.delenv("DBT_EXCLUDE_RESOURCE_TYPES", raising=False)
    assert _arguments(BuildRequest(Path()), target, (), ()) == ASKED
    monkeypatch.setenv("DBT_EXCLUDE_RESOURCE_TYPES", "test seed")
    more = ["--exclude-resource-type", "test", "--exclude-resource-type", "seed"]
    assert _arguments(BuildRequest(Path()), target, (), ()) == [*ASKED, *more]


def test_tests_of_views_that_stand_are_run_all_the_same() -> None:
    arguments = _arguments(BuildRequest(Path()), Target("here", "chdb", "segflux"), (), ("seg_buyers",))
    assert arguments[-4:] == ["--exclude", "seg_buyers", "--indirect-selection", "empty"]


def test_segments_are_chosen_by_name_whoever_wrote_their_model(tmp_path: Path) -> None:
    (tmp_path / "models/segments").mkdir(parents=True)
    (tmp_path / "models/segments/seg_vip.sql").write_text("select profile_id from accounts")
    known = segment_names(read_specs(tmp_path))
    assert chosen_segments(("vip",), known) == ("vip",)
    assert chosen_segments(("fct_events", "seg_vip"), known) == ()


def test_segments_beside_nodes_are_refused_rather_than_dropped() -> None:
    with pytest.raises(UsageError, match=r"names segments \(buyers\) and words for dbt \(fct_events\)"):
        chosen_segments(("buyers fct_events",), {"buyers"})
