"""A shared tablet, a junk e-mail and a wrong merge: shown by the commands, and undone by one line."""

from pathlib import Path

import pytest

from tests.dbt_projects import execute, rows_of, segflux_project
from tests.functional.commands import WITHOUT_TESTS, call

EXAMPLE = Path(__file__).parents[3] / "examples/identity"
PAIRS = """
  - source: pairs
    kind: identifiers
    table: raw.pairs
    at: at
    first_seen_at: since
    identifiers: {user_id: [one, other], email: [mail]}
"""
COLUMNS = (
    "one Nullable(String), other Nullable(String), mail Nullable(String), at Nullable(DateTime), "
    "since Nullable(DateTime64(3))"
)
ODD_PAIRS = f"""
insert into raw.pairs
select * from values(
    '{COLUMNS}',
    ('hal', ' hal', null, null, null), ('ivy', ' ivy ', null, null, '2190-01-01 00:00:00'),
    (null, null, null, '2026-01-01 00:00:01', null), ('', '  ', null, '2026-01-01 00:00:02', null),
    ('null', 'Undefined', '0000', '2026-01-01 00:00:03', null),
    ('same', null, null, null, null), (null, null, 'same', null, null)
)
union all select unhex('FFFE'), null, null, toDateTime('2026-01-01 00:00:04'), null
union all select repeat('long', 250000), 'jo', null, null, null
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of identity, and rows of links that are odd, built once."""
    paths = [path for path in EXAMPLE.rglob("*") if path.is_file()]
    files = {path.relative_to(EXAMPLE).as_posix(): path.read_text() for path in paths}
    files["sources.yml"] += PAIRS
    folder = segflux_project(tmp_path_factory.mktemp("identity"), files)
    execute(
        folder,
        "create database raw",
        f"create table raw.pairs ({COLUMNS}) engine MergeTree order by tuple()",
        ODD_PAIRS,
    )
    for table in ("sign_ins", "orders"):
        loaded = call(folder, "load", str(folder / f"raw/{table}.csv"), "--as", f"raw.{table}")
        assert loaded.exit_code == 0, loaded.errors
    told = call(folder, "build", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    return folder


def test_why_two_are_one_person_or_not(project: Path) -> None:
    """The tablet merges nobody, the junk is nobody's, and the shared e-mail is to blame for the rest."""
    family = call(project, "identity", "why", "ada", "ben", "--format", "json").answer
    assert not family["is_one_person"]
    assert {link["rule"] for link in family["links"]} == {"linked_to device_id user_id"}
    why = call(project, "identity", "why", "ada", "ben").text
    assert "not used: too many user_id on one device_id, which counts as shared (linked_to)" in why
    told = call(project, "identity", "why", "user_id:flo", "gus")
    assert "are one person" in told.text
    assert "to email:till@shop.example  by sign_ins, first seen" in told.text
    assert "split,user_id,flo,user_id,gus" in told.text
    assert "No links lead" in call(project, "identity", "why", "dan", "eve").text
    unknown = call(project, "identity", "why", "nobody", "flo")
    assert unknown.exit_code == 3
    assert "Nobody has the identifier 'nobody'" in unknown.errors
    junk = call(project, "identity", "show", "NONE@none.example")
    assert (junk.exit_code, "is ignored as email: it identifies nobody" in junk.errors) == (3, True)


def test_stats_tell_what_would_merge_the_most(project: Path) -> None:
    stats = call(project, "identity", "stats", "--format", "json").answer
    assert stats["totals"]["overrides_unknown"] == 1
    assert stats["suspicious"][0]["identifier_value"] == "tablet"
    assert {row["rule"]: row["links"] for row in stats["unused"]} == {"linked_to device_id user_id": 3}
    text = call(project, "identity", "stats").text
    assert "Those that would merge the most" in text
    assert "overrides that name nobody" in text


def test_odd_identifiers_are_counted_and_do_no_harm(project: Path) -> None:
    """Null, empty, blank, junk and what is no text identify nobody; one value under two types is two identifiers."""
    rejected = call(project, "segments", "--format", "json").answer["rejected_rows"]
    assert [(row["source"], row["reason"], row["rows"]) for row in rejected] == [
        ("pairs", "no identifier", 4)
    ]
    totals = call(project, "identity", "stats", "--format", "json").answer["totals"]
    assert (totals["links_to_themselves"], totals["seen_in_the_future"]) == (2, 1)
    text = call(project, "identity", "stats").text
    assert "2  rows that link an identifier with itself" in text
    assert "1  identifiers first seen in the future" in text
    assert max(map(len, text.splitlines())) < 200
    assert not call(project, "identity", "why", "user_id:same", "email:same", "--format", "json").answer[
        "is_one_person"
    ]
    long = call(project, "identity", "show", "jo")
    assert "longlong" in long.text
    assert max(map(len, long.text.splitlines())) < 300
    alone = call(project, "identity", "show", "hal", "--format", "json").answer["identifiers"]
    assert [row["value"] for row in alone] == ["hal"]


def test_people_are_told_apart_as_they_were(project: Path) -> None:
    """Before gus signed in with the till's e-mail, flo had bought once and nobody knew gus; nothing is left behind."""

    def sizes(*arguments: str) -> tuple[int, int]:
        told = call(project, "preview", "bought_again", "--sample", "1", "--format", "json", *arguments)
        assert told.exit_code == 0, told.errors
        (found,) = told.answer["segments"]
        return found["size"], found["base_size"]

    assert sizes() == (1, 10)
    assert sizes("--identity-as-of", "2026-01-01T12:00:00Z") == (0, 6)
    assert sizes("--identity-as-of", "2026-01-02T12:00:00Z", "--identifiers") == (1, 6)
    early = call(project, "preview", "bought_again", "--identity-as-of", "2025-01-01")
    assert early.exit_code == 3
    assert "Segflux had seen nobody before 2025-12-01 18:00:00 UTC" in early.errors
    studied = ("--as-of", "2026-01-03T00:00:00Z", "--identity-as-of", "2026-01-01T12:00:00Z")
    assert "is for studies" in call(project, "build", *studied[2:]).errors
    study = call(project, "build", *studied, "--format", "json", **WITHOUT_TESTS)
    assert study.exit_code == 0, study.errors
    assert [(each["segment"], each["size"]) for each in study.answer["segments"]] == [("bought_again", 0)]
    assert sizes() == (1, 10)
    left = "select count() from system.tables where name like '\\_\\_%'"
    assert rows_of(project, left) == [(0,)]


def test_a_history_tells_people_apart_as_at_each_instant(project: Path, tmp_path: Path) -> None:
    """While two had used the tablet it joined them; since a third did, it joins nobody."""
    spec = tmp_path / "all_of_them.yml"
    spec.write_text("segment: all_of_them\nbase: everyone\nwho: everyone\n")

    def sizes(*arguments: str) -> list[int]:
        first, last = "2025-12-01T19:30:00Z", "2025-12-01T20:30:00Z"
        words = ("--from", first, "--to", last, "--every", "1 hour", "--format", "json", *arguments)
        told = call(project, "history", str(spec), *words)
        assert told.exit_code == 0, told.errors
        return [each["size"] for each in told.answer["sizes"]]

    assert sizes() == [2, 3]
    assert sizes("--identity-then") == [1, 3]
    early = call(project, "history", str(spec), "--from", "2025-01-01", "--identity-then")
    assert (early.exit_code, "Segflux had seen nobody before 2025-12-01" in early.errors) == (3, True)
    left = "select count() from system.tables where name like '\\_\\_int\\_identity%'"
    assert rows_of(project, left) == [(0,)]


def test_one_line_undoes_a_wrong_merge(project: Path) -> None:
    """Members and sizes follow in the next build, with the cause, and the events that were stored stay."""
    assert len(call(project, "members", "bought_again", "--format", "json").answer["members"]) == 1
    seed = project / "seeds/identity_overrides.csv"
    seed.write_text(seed.read_text() + "split,user_id,flo,user_id,gus\n")
    told = call(project, "build")
    assert told.exit_code == 0, told.errors
    assert "bought_again has no members." in call(project, "members", "bought_again").errors
    why = call(project, "identity", "why", "flo", "gus", "--format", "json").answer
    assert not why["is_one_person"]
    assert [link["rule"] for link in why["links"] if link["rule"]] == ["split"]
    shown = call(project, "identity", "show", "flo", "--format", "json").answer
    assert [move["kind"] for move in shown["moves"]] == ["split"]
    assert {row["value"] for row in shown["identifiers"]} <= {"flo", "till@shop.example"}
    changes = rows_of(
        project, "select change, cause from segflux_segments.fct_segment_changes order by changed_at"
    )
    assert changes == [("entered", "first_run"), ("left", "identity")]


def test_what_a_study_is_the_first_to_decide_has_its_cause_in_the_next_build(project: Path) -> None:
    """The split is taken out, which merges, and put back."""
    seed = project / "seeds/identity_overrides.csv"
    split = seed.read_text()
    for rows in (split.removesuffix("split,user_id,flo,user_id,gus\n"), split):
        seed.write_text(rows)
        for instant in (("--as-of", "2026-01-03T00:00:00Z"), ()):
            told = call(project, "build", *instant, **WITHOUT_TESTS)
            assert told.exit_code == 0, told.errors
    sql = "select change, cause from segflux_segments.fct_segment_changes order by changed_at desc limit 2"
    assert rows_of(project, sql) == [("left", "identity"), ("entered", "identity")]


def test_a_squash_is_noticed_by_nobody(project: Path) -> None:
    """The order of gus gets his number; who is who stays as it was."""

    def seen() -> tuple[str, str]:
        shown = call(project, "identity", "show", "gus", "--format", "json").text
        return shown, call(project, "preview", "bought_again", "--format", "json").answer["segments"][0][
            "size"
        ]

    before = seen()
    counted = call(project, "identity", "squash", "--dry-run", "--format", "json").answer
    assert {each["table"].split(".")[1]: each["rows"] for each in counted["tables"]}["fct_events"] == 1
    told = call(project, "identity", "squash")
    assert told.exit_code == 0, told.errors
    assert "Written anew" in told.text
    assert "nothing to squash" in call(project, "identity", "squash").text
    assert seen() == before


def test_merges_with_nobody_and_ids_that_went_are_explained(project: Path) -> None:
    """Two merged by hand with somebody nobody ever saw are apart; a profile id leads to its person after a merge."""
    ids = {
        each: call(project, "identity", "show", each, "--format", "json").answer["profile_id"]
        for each in ("hal", "ivy")
    }
    seed = project / "seeds/identity_overrides.csv"
    ghosts = "merge,user_id,dan,user_id,ghost\nmerge,user_id,eve,user_id,ghost\n"
    seed.write_text(seed.read_text() + ghosts + "merge,user_id,hal,user_id,ivy\n")
    told = call(project, "build", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    assert "No links lead" in call(project, "identity", "why", "dan", "eve").text
    shown = [call(project, "identity", "show", each, "--format", "json").answer for each in ids.values()]
    assert shown[0] == shown[1]
    assert {row["value"] for row in shown[0]["identifiers"]} == {"hal", "ivy"}


def test_an_identifier_of_a_build_that_was_stopped_is_not_called_ignored(project: Path) -> None:
    rules = project / "identity.yml"
    rules.write_text(rules.read_text() + "merged_today: {at_most: 1%}\n")
    seed = project / "seeds/identity_overrides.csv"
    seed.write_text(seed.read_text() + "merge,user_id,dan,user_id,eve\n")
    execute(
        project, "insert into raw.pairs values ('zoe', null, 'zoe@x.example', '2026-01-02 00:00:00', null)"
    )
    told = call(project, "build", **WITHOUT_TESTS)
    assert told.exit_code != 0
    assert "merged_today" in told.text + told.errors
    shown = call(project, "identity", "show", "zoe")
    assert "no build that saw it has come to its end" in shown.text
