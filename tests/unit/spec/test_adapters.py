"""A line that names an adapter is read as the entries it stands for, and its faults are told at once."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError
from segflux_cli.spec.declared.sources import Source, TimeColumn, event_names
from segflux_cli.spec.sources.adapter_files import adapter_names, read_adapter
from segflux_cli.spec.sources.source_reader import read_sources

LINE = "sources:\n  - {source: web, adapter: %s}\n"


def _read(tmp_path: Path, text: str) -> tuple[Source, ...]:
    (tmp_path / "sources.yml").write_text(text)
    return read_sources(tmp_path)


@pytest.mark.parametrize("adapter", adapter_names())
def test_a_line_stands_for_every_kind_of_its_adapter(tmp_path: Path, adapter: str) -> None:
    sources = _read(tmp_path, LINE % f"{adapter}, schema: raw")
    assert [source.kind for source in sources] == [kind.kind for kind in read_adapter(adapter)]
    assert all(source.identifiers and source.gathering and source.database == "raw" for source in sources)
    assert sources[0].kind == "events"
    assert sources[0].event_id


def test_words_beside_it_count_in_every_kind_that_knows_them(tmp_path: Path) -> None:
    words = "arrived_at: mine, properties: [a], tables: {pages: views}"
    events, traits, links = _read(tmp_path, LINE % f"segment, schema: raw, {words}")
    for source in (events, traits, links):
        assert isinstance(source.arrived_at, TimeColumn)
        assert source.arrived_at.column.name == "mine"
    assert isinstance(events.values, tuple)
    assert [value.name for value in events.values] == ["a"]
    assert events.gathering
    assert events.gathering.table_names == ("views", "screens", "tracks")


def test_names_of_events_that_an_adapter_gives_are_known(tmp_path: Path) -> None:
    (events,) = _read(tmp_path, LINE % "segment, schema: raw, kind: events")
    assert event_names(events) == ("page_viewed", "screen_viewed")
    renamed = "event: {column: event, map: {page_viewed: visited}}"
    (events,) = _read(tmp_path, LINE % f"segment, schema: raw, kind: events, {renamed}")
    assert event_names(events) == ("visited", "screen_viewed")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("segment", '"schema" is missing: name the database that segment writes into'),
        ("segmnt, schema: raw", '"segmnt" is not an adapter Segflux knows. Did you mean "segment"?'),
        ("segment, schema: raw, table: raw.tracks", 'write "schema: database" instead'),
        (
            "segment, schema: raw, tables: {pgs: a}",
            '"pgs" is not a table that segment reads. Did you mean "pages"?',
        ),
        (
            "segment, schema: raw, tables: a",
            '"tables" came as "a"; write "name in the adapter: your name" pairs',
        ),
        ("snowplow, schema: raw, kind: traits", '"traits" is not a legal kind of the adapter snowplow'),
        ("snowplow, schema: raw, traits: [a]", '"traits" is not a word Segflux knows here'),
        ("ga4, schema: raw, look_back: soon", '"look_back" needs a length'),
        ("ga4, schema: [raw]", '"schema" came as a list'),
    ],
)
def test_a_fault_says_the_way_out(tmp_path: Path, words: str, told: str) -> None:
    with pytest.raises(SpecError) as caught:
        _read(tmp_path, LINE % words)
    assert len(caught.value.faults) == 1
    assert told in caught.value.faults[0].message
    assert caught.value.faults[0].place.path == "sources.yml"


def test_a_name_may_have_each_kind_once(tmp_path: Path) -> None:
    own = "  - {source: web, kind: traits, table: a.b, at: at, identifiers: {email: mail}, traits: [plan]}\n"
    assert len(_read(tmp_path, LINE % "segment, schema: raw, kind: events" + own)) == 2
    with pytest.raises(SpecError, match='the source "web" has traits already at line 2'):
        _read(tmp_path, LINE % "segment, schema: raw" + own)
