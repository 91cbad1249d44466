"""Case files are read whole, and every fault in them has a place."""

from pathlib import Path

import pytest

from segflux_cli.errors import SpecError, UsageError
from segflux_cli.live.cases.case import Case, EventRow
from segflux_cli.live.cases.case_files import read_cases

WHOLE = """
cases:
  - name: everything
    given:
      events:
        - at: 2026-05-31T10:00:00.1239Z
          user_id: ada
          event: order_completed
          properties: {revenue: 80, n: null}
        - {at: 1780000000, anonymous_id: a1, event: seen, event_id: e2, received_at: 2026-06-02}
      traits:
        - {at: 2026-01-01 00:00:00+02:00, user_id: 42, traits: {country: NO, on: yes}}
      links:
        - {at: 2026-01-01, ids: {user_id: [ada, lovelace], anonymous_id: a1}}
        - {ids: {user_id: ada, email: null}}
      lists: {vip: [ada]}
      related: {cart: []}
      entities: {}
    segments:
      - {segment: lapsed, who: [{did_not: order_completed, within: 60 days}]}
    expect:
      - {as_of: 2026-06-01T00:00:00Z, members: [ada, 42], not_members: [a1], because: {ada: "did_not: x"}}
      - {as_of: 2026-06-02, segment: lapsed, exactly: []}
  - {name: refused, invalid: true, error_contains: nearest, segments: [{segment: x, who: []}]}
"""


PLACED_FAULTS = """
a.yml:5:16: "2026-02-30" came for at; write a time, as 2026-06-01T09:00:00Z
a.yml:6:11: the row names nobody; write one of user_id, anonymous_id, email, or ids
a.yml:6:35: a list came for event; write a text
a.yml:6:40: "evnt" is not a word Segflux knows here. Did you mean "event"?
a.yml:8:16: "true" came for at; write a time, as 2026-06-01T09:00:00Z
a.yml:8:27: a list came for ids; write a mapping of types to values
a.yml:8:42: "3" came for traits; write a mapping
a.yml:9:14: "nothing" came for links; write a list of rows
a.yml:11:9: exactly is the whole membership; leave out members and not_members
a.yml:11:9: no row is given of "adda". Did you mean "ada"? Write a user_id or anonymous_id from given
a.yml:11:17: "soon" came for as_of; write a time, as 2026-06-01T09:00:00Z
a.yml:12:9: the row claims nothing; write members, not_members or exactly
a.yml:13:9: the row names no segment; write segment: and one of the case's
a.yml:14:14: "perhaps" came for invalid; write true or false
a.yml:15:21: a list came for error_contains; write a text
a.yml:16:16: "s" came; a segment is a mapping
"""


def read(tmp_path: Path, text: str, name: str = "a.yml") -> tuple[Case, ...]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_cases([tmp_path / name], tmp_path)


def faults_of(tmp_path: Path, body: str) -> list[str]:
    text = "cases:\n  - name: one\n" + "".join(f"    {line}\n" for line in body.splitlines())
    (case,) = read(tmp_path, text)
    return [str(fault) for fault in case.faults]


def test_every_part_of_the_format_is_read(tmp_path: Path) -> None:
    whole, refused = read(tmp_path, WHOLE)
    assert whole.faults == refused.faults == ()
    first, second = whole.given.events
    assert first == EventRow(
        at=1780221600123,
        received_at=1780221600123,
        identifiers=(("user_id", "ada"),),
        event_id="~00000001",
        event="order_completed",
        properties='{"revenue": 80, "n": null}',
    )
    assert (second.at, second.received_at, second.event_id) == (1780000000000, 1780358400000, "e2")
    (trait,) = whole.given.traits
    assert (trait.at, trait.identifiers) == (1767218400000, (("user_id", "42"),))
    assert trait.traits == '{"country": "NO", "on": "yes"}'
    dated, undated = whole.given.links
    assert dated.identifiers == (("user_id", "ada"), ("user_id", "lovelace"), ("anonymous_id", "a1"))
    assert (undated.at, undated.identifiers) == (None, (("user_id", "ada"),))
    row, exact = whole.expectations
    assert (row.segment, row.members, row.not_members) == ("lapsed", ("ada", "42"), ("a1",))
    assert (row.because, row.exactly, exact.exactly) == ((("ada", "did_not: x"),), None, ())
    assert (refused.must_be_refused, refused.error_contains) == (True, "nearest")


def test_rows_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    lines = (
        '{"type": "event", "at": 0, "user_id": "ada", "event": "x", "properties": {"n": 1e400}}\n\n'
        '{"type": "traits", "at": 0, "user_id": "ada", "traits": {"a": "\\ud800"}}\n'
        '{"type": "link", "ids": {"user_id": ["ada", "b"]}}\n'
        '{"type": "related", "record": "carts", "id": 7, "at": 0, "user_id": "ada", "deleted": true}\n'
    )
    (tmp_path / "rows.jsonl").write_text(lines)
    text = "cases: [{name: one, given: rows.jsonl, expect: [{as_of: 2026-01-01, segment: s, members: [b]}]}]"
    (case,) = read(tmp_path, text)
    assert case.faults == ()
    assert case.given.events[0].properties == '{"n": null}'
    assert case.given.traits[0].traits == '{"a": "\ufffd"}'
    assert len(case.given.links) == 1
    assert [(row.record, row.id, row.is_deleted) for row in case.given.records] == [("carts", "7", True)]


def test_every_fault_of_a_case_has_its_place(tmp_path: Path) -> None:
    body = """\
given:
  events:
    - {at: 2026-02-30, user_id: ada, event: x}
    - {at: 2026-02-03, event: [x], evnt: y}
  traits:
    - {at: true, ids: [ada], traits: 3}
  links: nothing
expect:
  - {as_of: soon, segment: s, members: [adda], exactly: [ada]}
  - {as_of: 0, segment: s}
  - {as_of: 0, members: ada}
invalid: perhaps
error_contains: []
segments: [s]
"""
    found = [fault.split(" Allowed: at")[0] for fault in faults_of(tmp_path, body)]
    assert found == PLACED_FAULTS.strip().split("\n")


def test_a_case_that_expects_nothing_is_told_so(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "given: {}") == [
        "a.yml:2:5: the case expects nothing; write expect, or invalid: true"
    ]


def test_a_broken_line_beside_is_named(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"type": "evnt"}\n[1]\n{"a": 1, "a": 2}\n{"a"\n')
    found = "\n".join(faults_of(tmp_path, "given: rows.jsonl\nexpect: []"))
    assert 'rows.jsonl:1:1: "evnt" is not a type of row. Did you mean "event"?' in found
    assert "rows.jsonl:2:1: a list came; write one object a line" in found
    assert "rows.jsonl:3:1" in found
    assert "a key stands twice" in found
    assert "rows.jsonl:4:1" in found
    assert "cannot be read" in "\n".join(faults_of(tmp_path, "given: none.jsonl\nexpect: []"))


def test_names_are_unique_over_the_run(tmp_path: Path) -> None:
    text = "cases: [{name: one, invalid: true}]"
    (tmp_path / "b.yml").write_text(text)
    (tmp_path / "a.yml").write_text(text)
    with pytest.raises(SpecError, match=r'b\.yml:1:9: the name "one" is taken by a\.yml:1:9'):
        read_cases([tmp_path], tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cases: 3", 'a.yml:1:8: "3" came; write a list of cases'),
        ("cases: [{}]", "a.yml:1:9: a case is a mapping with a name"),
        ("cses: []", "this is no case file; write cases: and a list of them"),
        ("cases: []\nsegments: []", 'a.yml:2:1: "segments" is not a word'),
        ("- [", "a.yml"),
    ],
)
def test_what_is_no_case_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, text)
    assert message in str(refused.value)


def test_examples_of_a_segment_are_cases(tmp_path: Path) -> None:
    text = """
segment: lapsed
who: everyone
examples:
  - name: in
    as_of: 2026-06-01T09:00:00Z
    given: {traits: [{at: 0, user_id: ada, traits: {}}]}
    expect: {members: [ada]}
    because: {ada: everyone}
  - {name: wrong, as_of: 1, expect: 3}
"""
    good, bad = read(tmp_path, text, "lapsed.yml")
    (row,) = good.expectations
    assert (good.faults, good.segments) == ((), None)
    assert (row.segment, row.members, row.because) == ("lapsed", ("ada",), (("ada", "everyone"),))
    assert str(bad.faults[0]).startswith('lapsed.yml:10:37: "3" came for expect')


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file or folder"):
        read_cases([tmp_path / "none.yml"], tmp_path)
