from dataclasses import replace
from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.spec.declared.catalog import Catalog
from segflux_cli.spec.declared.conditions import Everyone, Known
from segflux_cli.spec.declared.segments import Goal, Segment, Size, SizeBound
from segflux_cli.spec.project.project import DEFAULT_SIZE, Project, read_project, size_of
from segflux_cli.spec.project.segment_files import read_segments
from segflux_cli.spec.segments.handwritten_segments import find_handwritten_segments
from segflux_cli.spec.times.times import Duration
from segflux_cli.spec.yaml.faults import Faults

KNOWN = Catalog(events=frozenset({"page_view", "order"}), traits=frozenset({"country"}))


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read(folder: Path, files: dict[str, str], known: Catalog = KNOWN) -> tuple[tuple[Segment, ...], Faults]:
    write(folder, files)
    faults = Faults()
    models = find_handwritten_segments(folder, faults)
    segments = read_segments(folder, read_project(folder, faults), known, models, faults)
    return segments, faults


def test_a_segment_is_read_whole(tmp_path: Path) -> None:
    text = """
segment: vip
label: "Very {{ important }}"
about: |
  Two lines,
  as written.
owner: growth
tags: [a, b]
kinds: [behavioral, demographic]
status: draft
who: everyone
base: known
goal: {metric: total, event: order, value: revenue, within: 14 days, baseline: 1, target: 2.5}
size: {at_least: 100, at_most: 20%, moves_at_most: 5.5 %, otherwise: hold_sync}
membership: {time_zone: Europe/Berlin}
examples: [{name: x}]
"""
    (segment,), faults = read(tmp_path, {"segments/vip.yml": text})
    assert not faults.errors
    assert (segment.name, segment.label, segment.owner) == ("vip", "Very {{ important }}", "growth")
    assert segment.about == "Two lines,\nas written.\n"
    assert (segment.tags, segment.kinds, segment.status) == (
        ("a", "b"),
        ("behavioral", "demographic"),
        "draft",
    )
    assert (segment.who, segment.base, segment.time_zone) == (Everyone(), Known(), "Europe/Berlin")
    assert segment.goal == Goal("total", "order", "revenue", Duration(14, "day"), 1, 2.5)
    bounds = (SizeBound(100), SizeBound(20.0, is_percent=True))
    assert segment.size == Size(*bounds, moves_at_most=5.5, otherwise="hold_sync")
    assert len(segment.examples) == 1


def test_the_faults_of_all_files_are_reported_in_one_go(tmp_path: Path) -> None:
    files = {
        "segflux.yml": "time_zone: Nowhere\n",
        "segments/a.yml": "segment: a\nwho: [{did: order, withn: 1 day}]\nsize: 3\n",
        "segments/b.yml": "segment: b\nsegment: b\nwho: everyone\n",
        "segments/deep/c.yml": "who: everyone\n",
    }
    _, faults = read(tmp_path, files)
    with pytest.raises(SpecError) as raised:
        faults.raise_any()
    places = [str(fault.place) for fault in raised.value.faults]
    assert places == [
        "segflux.yml:1:12",
        "segments/a.yml:2:20",
        "segments/a.yml:3:7",
        "segments/b.yml:2:1",
        "segments/deep/c.yml:1:1",
    ]


def test_a_file_is_named_as_its_segment(tmp_path: Path) -> None:
    _, faults = read(tmp_path, {"segments/b.yml": "segment: a\nwho: everyone\n"})
    (fault,) = faults.errors
    assert str(fault) == (
        'segments/b.yml:1:1: the segment "a" stands in "b.yml"; both have one name: '
        'rename the file to a.yml or the segment to "b"'
    )


def test_two_files_cannot_declare_one_name(tmp_path: Path) -> None:
    text = "segment: a\nwho: everyone\n"
    _, faults = read(tmp_path, {"segments/a.yml": text, "segments/x/a.yml": text})
    (fault,) = faults.errors
    assert str(fault) == (
        'segments/x/a.yml:1:1: the segment "a" is declared twice, first in segments/a.yml:1:1; rename one'
    )


@pytest.mark.parametrize(
    "written",
    [
        "who: [{SAMPLE}]",
        "who: everyone\nbase: [{SAMPLE}]",
        "who: everyone\nmembership: {leave_when: [{SAMPLE}]}",
    ],
)
def test_a_rename_that_draws_a_sample_anew_is_warned_of_wherever_it_is(tmp_path: Path, written: str) -> None:
    text = f"segment: a\nrenamed_from: b\n{written.replace('SAMPLE', 'sample: {share: 10%}')}\n"
    _, faults = read(tmp_path, {"segments/a.yml": text})
    assert ['"seed: b"' in fault.message for fault in faults.warnings] == [True]


def test_case_files_hidden_files_and_other_files_are_no_segments(tmp_path: Path) -> None:
    files = dict.fromkeys(("segments/tests/c.yml", "segments/.x.yml", "segments/README.md"), "not: a segment")
    assert read(tmp_path, files)[0] == ()
    assert read(tmp_path, files)[1].errors == ()


def test_a_file_that_would_be_overlooked_is_a_fault(tmp_path: Path) -> None:
    _, faults = read(tmp_path, {"segments/a.yaml": "segment: a\nwho: everyone\n"})
    assert [str(fault) for fault in faults.errors] == ["segments/a.yaml: specs end in .yml; rename the file"]


def test_a_project_without_segments_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, {})[0] == ()


def test_a_file_in_place_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    _, faults = read(tmp_path, {"segments": "segment: a"})
    assert [str(fault) for fault in faults.errors] == [
        "segments: the folder cannot be read (Not a directory); check what it is and its rights"
    ]


def test_a_directory_named_like_a_spec_is_looked_into(tmp_path: Path) -> None:
    files = {"segments/a.yml/b.yml": "segment: b\nwho: everyone\n"}
    assert [segment.name for segment in read(tmp_path, files)[0]] == ["b"]


UNKNOWN = """
segment: a
who:
  - did: page_veiw
  - did: pa*
  - did: "*"
  - did: pu*
  - trait: contry
    is: DE
  - trait: first_seen_at
    newer_than: 1 day
  - did: order
    where: {revenue: 1}
"""


def test_unknown_names_warn_in_an_open_catalog(tmp_path: Path) -> None:
    segments, faults = read(tmp_path, {"segments/a.yml": UNKNOWN})
    assert len(segments) == 1
    assert not faults.errors
    place = "segments/a.yml"
    advice = "To do: correct it, or name it in sources.yml or under"
    event = f'{advice} "events" in segflux.yml'
    trait = 'To do: correct it, or name it in sources.yml, traits.yml or under "traits" in segflux.yml'
    meant = [f'Did you mean "{name}"? ' for name in ("page_view", "country")]
    assert [str(fault) for fault in faults.warnings] == [
        f'{place}:4:10: warning: no event "page_veiw" is declared. {meant[0]}{event}',
        f'{place}:7:10: warning: no event "pu*" is declared. {event}',
        f'{place}:8:12: warning: no trait "contry" is declared. {meant[1]}{trait}',
    ]


def test_unknown_names_are_faults_in_a_closed_catalog(tmp_path: Path) -> None:
    files = {"segflux.yml": "catalog: closed\nevents: [page_veiw]\n", "segments/a.yml": UNKNOWN}
    _, faults = read(tmp_path, files)
    assert [str(fault.place) for fault in faults.errors] == [
        "segments/a.yml:7:10",
        "segments/a.yml:8:12",
        "segments/a.yml:13:13",
    ]


def test_a_catalog_that_knows_nothing_warns_of_nothing(tmp_path: Path) -> None:
    _, faults = read(tmp_path, {"segments/a.yml": UNKNOWN}, Catalog())
    assert not faults.warnings


def test_where_other_names_may_come_only_near_misses_are_warned_of(tmp_path: Path) -> None:
    known = replace(KNOWN, open_kinds=frozenset({"event", "trait"}))
    _, faults = read(tmp_path, {"segments/a.yml": UNKNOWN}, known)
    assert [str(fault.place) for fault in faults.warnings] == ["segments/a.yml:4:10", "segments/a.yml:8:12"]


def test_the_project_has_defaults(tmp_path: Path) -> None:
    faults = Faults()
    assert read_project(tmp_path, faults) == Project()
    assert size_of(Size(), Project()) == Size(
        SizeBound(100), SizeBound(50, is_percent=True), otherwise="warn"
    )


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        (Size(at_most=SizeBound(50)), Size(at_most=SizeBound(50))),
        (Size(SizeBound(60, is_percent=True)), Size(SizeBound(60, is_percent=True))),
        (Size(at_most=SizeBound(100)), Size(SizeBound(100), SizeBound(100))),
        (Size(at_most=SizeBound(1, is_percent=True)), Size(SizeBound(100), SizeBound(1, is_percent=True))),
    ],
)
def test_a_default_that_leaves_no_size_gives_way_to_a_bound_that_is_written(
    written: Size, holds: Size
) -> None:
    assert size_of(written, Project()) == replace(holds, otherwise="warn")


def test_a_default_gives_way_to_a_bound_of_the_project_too(tmp_path: Path) -> None:
    write(tmp_path, {"segflux.yml": "size: {at_most: 50}"})
    assert read_project(tmp_path, Faults()).size == Size(at_most=SizeBound(50))


def test_the_project_is_read_whole(tmp_path: Path) -> None:
    text = """
base: known
time_zone: America/New_York
catalog: closed
events: [order]
traits: country
properties: [revenue]
size: {at_least: 30}
"""
    write(tmp_path, {"segflux.yml": text})
    faults = Faults()
    project = read_project(tmp_path, faults)
    assert not faults.errors
    names = (frozenset({"order"}), frozenset({"country"}), frozenset({"revenue"}))
    assert project.catalog == Catalog(*names, is_closed=True)
    assert (project.base, project.time_zone) == (Known(), "America/New_York")
    assert project.size == Size(SizeBound(30), DEFAULT_SIZE.at_most)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("bace: known", 'segflux.yml:1:1: "bace" is not a word Segflux knows here. Did you mean "base"?'),
        (
            "- base",
            'segflux.yml:1:1: segflux.yml is a mapping such as "time_zone: Europe/Berlin", not a list',
        ),
        ("catalog: shut", 'segflux.yml:1:10: "shut" is not a legal catalog. Allowed: open, closed'),
        ("events: [1]", 'segflux.yml:1:10: events needs text; put 1 in quotes: "1"'),
        (
            "size: {moves_at_most: 5%}",
            '"moves_at_most" is not a word Segflux knows here. Did you mean "at_most"?',
        ),
        ("base: [{did: x, within: 0 days}]", 'within is "0 days"; a length is above zero'),
        ("", "segflux.yml: the file is empty"),
    ],
)
def test_a_faulty_project_says_so(tmp_path: Path, text: str, error: str) -> None:
    write(tmp_path, {"segflux.yml": text})
    faults = Faults()
    read_project(tmp_path, faults)
    assert any(error in str(fault) for fault in faults.errors), faults.errors
