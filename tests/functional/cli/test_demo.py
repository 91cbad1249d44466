"""The demo from an empty folder, and what a person does next."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases.postgres import BINARIES, running_postgres
from tests.functional.commands import WITHOUT_TESTS, call
from tests.functional.demo import next_run


def sizes(folder: Path) -> dict[str, int]:
    told = call(folder, "segments", "--format", "json")
    assert told.exit_code == 0, told.errors
    return {each["segment"]: each["size"] for each in told.answer["segments"]}


def test_the_demo_has_twelve_segments_and_shows_what_was_left_out(demo: Path) -> None:
    told = call(demo, "segments", "--format", "json").answer
    assert len(told["segments"]) == 12
    shoppers = next(each for each in told["segments"] if each["segment"] == "window_shoppers")
    assert 0 < shoppers["size"] == shoppers["entered"]
    assert shoppers["as_of"] == "2026-06-01T09:00:00Z"
    assert {row["reason"] for row in told["rejected_rows"]} <= {"no identifier", "impossible time"}
    assert told["rejected_rows"]


def test_the_table_is_for_people(demo: Path) -> None:
    lines = call(demo, "segments").text.splitlines()
    assert lines[0].split() == [
        "segment",
        "size",
        "share",
        "verdict",
        "entered",
        "left",
        "evaluated",
        "(UTC)",
    ]
    assert lines[1].startswith("app_only_people ")


def test_members_are_profile_ids_and_identifiers_come_only_when_asked_for(demo: Path) -> None:
    plain = call(demo, "members", "bargain_hunters", "--limit", "0", "--format", "json").answer
    assert plain["size"] == len(plain["members"]) == sizes(demo)["bargain_hunters"]
    assert all(list(member) == ["profile_id"] for member in plain["members"])
    named = call(demo, "members", "bargain_hunters", "--limit", "1", "--identifiers")
    assert "@example.com" in named.text
    assert f"1 of {plain['size']} members" in named.errors


@pytest.mark.parametrize(
    "name", ["window_shopper", "Window_Shoppers", "it's; drop table x --", "{{ 1 }}\n{0}"]
)
def test_an_unknown_segment_is_answered_with_the_known(demo: Path, name: str) -> None:
    told = call(demo, "members", name)
    assert told.exit_code == 3
    assert "was evaluated" in told.errors
    assert "window_shoppers" in told.errors


@pytest.mark.embedded_only(reason="a server is open to many")
def test_a_warehouse_open_elsewhere_is_refused_with_the_holder_named(demo: Path) -> None:
    program = f"""
import sys
from segflux_cli.warehouse.embedded import open_embedded
client = open_embedded({str(demo / ".segflux" / "warehouse")!r})
print("open", flush=True)
sys.stdin.read()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        for arguments in (("segments",), ("build",), ("demo",)):
            told = call(demo, *arguments)
            assert told.exit_code == 2
            assert f"is open in another process (process {holder.pid})" in told.errors
            assert len(told.errors.splitlines()) == 1
    finally:
        holder.communicate("")


def test_a_fault_in_a_spec_is_told_before_anything_is_built(demo: Path) -> None:
    spec = demo / "segments" / "bad_{{ name }}.yml"
    spec.write_text("segment: bad\nwho:\n  - did: page_viewed\n    at_leest: 3 times\n")
    try:
        told = call(demo, "build")
    finally:
        spec.unlink()
    assert told.exit_code == 3
    assert ":4:5: error:" in told.errors
    assert 'Did you mean "at_least"?' in told.errors


def test_a_table_that_is_missing_is_told_with_its_place(demo: Path) -> None:
    sources = demo / "sources.yml"
    written = sources.read_text()
    sources.write_text(written.replace("raw.orders", "raw.odrers"))
    try:
        told = call(demo, "build")
    finally:
        sources.write_text(written)
    assert told.exit_code == 3
    assert "sources.yml:" in told.errors
    assert 'Did you mean "orders"?' in told.errors


def test_a_failing_test_names_itself_and_the_tables_stay(demo: Path) -> None:
    before = sizes(demo)
    failing = demo / "tests" / "dbt" / "nobody_is_here.sql"
    failing.parent.mkdir(parents=True, exist_ok=True)
    failing.write_text("select 1 as found")
    try:
        told = call(demo, "build", "--select", "nobody_is_here")
    finally:
        failing.unlink()
    assert told.exit_code == 1
    assert "nobody_is_here: " in told.errors
    assert "The tables of the last good build stay" in told.errors
    assert sizes(demo) == before


def test_members_reach_a_file_and_the_receiver_and_the_rest_waits_for_its_needs(demo: Path) -> None:
    told = call(demo, "sync", "--format", "json")
    assert told.exit_code == 0, told.errors
    assert [json.loads(line)["destination"] for line in told.text.splitlines()] == ["exports"]
    lines = (demo / "exports" / "cart_abandoners.csv").read_text().splitlines()
    assert len(lines) - 1 == json.loads(told.text)["wanted"]
    left_alone = call(demo, "sync", "--to", "hook")
    assert "their `targets` and `needs` say where they run" in left_alone.text


@pytest.mark.embedded_only(reason="`segflux demo` refuses servers")
def test_the_receiver_of_the_demo_was_told_of_everybody(demo: Path) -> None:
    runs = call(demo, "syncs", "--format", "json")
    hook = next(each for each in runs.answer["runs"] if each["destination"] == "hook")
    assert (hook["state"], hook["accepted"], hook["rejected"]) == ("ok", hook["adds"], 0)
    assert hook["there"] > 0


@pytest.mark.embedded_only(reason="the gateway's engine would have to reach PostgreSQL")
@pytest.mark.skipif(BINARIES is None, reason="PostgreSQL is not installed: apt-get install postgresql")
def test_a_segment_reaches_postgresql_when_it_is_there(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_postgres() as server:
        for name in ("host", "port", "user", "password"):
            monkeypatch.setenv(f"DEMO_POSTGRES_{name.upper()}", str(server.options[name]))
        told = call(demo, "sync", "--to", "database", "--format", "json")
        assert told.exit_code == 0, told.errors + told.text
        rows = server.rows("select count(email), count(distinct profile_id) from big_spenders")
    assert rows == [(told.answer["accepted"], told.answer["wanted"])]
    assert told.answer["wanted"] > 0


def test_a_second_run_brings_arrivals_and_shows_who_entered(demo: Path) -> None:
    parsed = parsed_at(demo)

    told = call(demo, *next_run(demo, "2026-06-01T11:00:00Z"), "--format", "json", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    assert parsed_at(demo) == parsed  # another instant is no reason to parse the project anew
    assert told.answer.get("new_raw_rows", 1) > 0
    moved = {each["segment"]: (each["entered"], each["left"]) for each in told.answer["segments"]}
    assert sum(entered for entered, _ in moved.values()) > 0


def parsed_at(folder: Path) -> float:
    nodes = json.loads((folder / "target" / "manifest.json").read_text())["nodes"]
    (made,) = (each["created_at"] for each in nodes.values() if each["name"] == "fct_events")
    return float(made)


def test_a_study_has_members_of_its_own(demo: Path) -> None:
    before = call(demo, "segments", "--format", "json").answer
    told = call(demo, "build", "--as-of", "2026-05-01T00:00:00Z", "--format", "json", **WITHOUT_TESTS)
    assert told.exit_code == 0, told.errors
    assert told.answer["study_as_of"] == "2026-05-01T00:00:00Z"
    assert {each["as_of"] for each in told.answer["segments"]} == {"2026-05-01T00:00:00Z"}
    assert call(demo, "segments", "--format", "json").answer == before
    study = call(demo, "members", "bargain_hunters", "--as-of", "2026-05-01T00:00:00Z", "--format", "json")
    assert study.exit_code == 0, study.errors
    assert study.answer["size"] > 0


def test_a_chosen_segment_is_evaluated_alone(demo: Path) -> None:
    instant = "2026-06-03T09:00:00Z"
    told = call(demo, "build", "--select", "big_spenders", "--as-of", instant, "--format", "json")
    assert told.exit_code == 0, told.errors
    evaluated = {each["segment"] for each in told.answer["segments"] if each["as_of"] == instant}
    assert evaluated == {"big_spenders"}
    assert len(told.answer["segments"]) == 12
