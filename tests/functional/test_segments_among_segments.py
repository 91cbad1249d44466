"""Builds of segments that read others: tenure over builds, a chosen segment, a study, a circle."""

from pathlib import Path

import pytest

from segflux_cli.compiler.files.project import compile_project
from segflux_cli.errors import SpecError
from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import built
from tests.functional.test_evaluated_builds import BUYERS, ORDERS, SOURCES

READERS = {
    "buyers": BUYERS,
    "loyal": "segment: loyal\nwho: [{in_segment: buyers, for_at_least: 7 days}]\n",
    "news": "segment: news\nwho: [{in_segment: buyers}, {not_in_segment: loyal}]\n",
    "gone": "segment: gone\nwho: [{was_in_segment: buyers}]\n",
    "invited": "segment: invited\nwho: [{listed: guests}, {listed: by_id}, {listed: alone}]\n",
    "others": "segment: others\nwho: [{not_in_segment: ada_by_hand}]\n",
}
BY_HAND = """\
{{ config(materialized='view', schema='segments', meta={'segflux': {'label': 'Ada', 'tags': ['vip']}}) }}
select profile_id
from {{ ref('dim_identifiers') }}
where identifier_value = 'ada'
union all
select 'ffffffffffffffff' as profile_id
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    specs = {"segflux.yml": "time_zone: UTC\n", "sources.yml": SOURCES}
    folder = segflux_project(tmp_path_factory.mktemp("among"), specs)
    execute(folder, "create database raw", ORDERS)
    (folder / "models" / "segments" / "seg_ada_by_hand.sql").write_text(BY_HAND)
    (folder / "seeds").mkdir(exist_ok=True)
    (folder / "seeds" / "guests.csv").write_text("id,user_id\nada,ben\nada,nobody\n")
    (folder / "seeds" / "by_id.csv").write_text("note,id\nada,ben\n")
    (folder / "seeds" / "alone.csv").write_text("who\n ben\n")
    return folder


def sizes(project: Path, as_of: str, schema: str = "segflux_segments") -> dict[str, int]:
    sql = (
        f"select segment, toUInt64(size) from {schema}.fct_segment_sizes"
        f" where toString(toDate(as_of)) = '{as_of}'"
    )
    return {str(row[0]): int(row[1]) for row in rows_of(project, sql)}


def test_strata_are_evaluated_in_order_over_builds(project: Path) -> None:
    assert built(project, READERS, "2026-04-20") == (True, "")
    assert sizes(project, "2026-04-20") == {
        "buyers": 2,
        "loyal": 0,
        "news": 2,
        "gone": 0,
        "others": 1,
        "invited": 1,
        "ada_by_hand": 1,
    }
    assert built(project, {}, "2026-05-05") == (True, "")
    assert sizes(project, "2026-05-05") == {
        "buyers": 1,
        "loyal": 1,
        "news": 0,
        "gone": 1,
        "others": 1,
        "invited": 1,
        "ada_by_hand": 1,
    }
    assert built(project, {}, "2026-05-09", select=["news", "others", "ada_by_hand"]) == (True, "")
    assert sizes(project, "2026-05-09") == {"news": 0, "others": 1, "ada_by_hand": 1}
    told = (
        "select label, sentence, tags, spec from segflux_segments.dim_segments where segment = 'ada_by_hand'"
    )
    sentence = "People whom the model “seg_ada_by_hand” gives."
    assert rows_of(project, told) == [("Ada", sentence, ["vip"], "models/segments/seg_ada_by_hand.sql")]
    assert built(project, {}, "2026-05-01") == (True, "")
    study = sizes(project, "2026-05-01", "segflux_segments_studies")
    assert study == {
        "buyers": 2,
        "loyal": 2,
        "news": 0,
        "gone": 0,
        "others": 1,
        "invited": 1,
        "ada_by_hand": 1,
    }


def test_a_circle_is_refused_before_anything_is_built(project: Path) -> None:
    circle = project / "segments" / "buyers.yml"
    circle.write_text("segment: buyers\nwho: [{in_segment: news}]\n")
    with pytest.raises(SpecError, match=r"segments/.*would be decided by itself: buyers → .*→ buyers"):
        compile_project(project)
    circle.write_text(BUYERS)
