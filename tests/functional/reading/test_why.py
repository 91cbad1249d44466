"""`segflux why` says of every profile what the build says, and shows the rows behind it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segflux_cli.live.preview.previewed import read_previewed
from segflux_cli.live.why.explained import ExplainedCondition, Explanation
from segflux_cli.live.why.explaining import Explainer
from segflux_cli.live.why.flips import NEVER
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.people.person import Profile
from tests.dbt_projects import rows_of
from tests.functional.commands import call
from tests.functional.reading.conftest import Built

AS_OF = datetime(2026, 6, 1, 9, tzinfo=UTC)
_MEMBERS = "select segment, profile_id from segflux_segments.fct_segment_members"
_SINGLY = 1  # members and others of each segment whose rows are looked at one by one


@pytest.fixture(scope="module")
def profiles(project: Path) -> list[Profile]:
    rows = rows_of(
        project,
        "select toUInt32(profile_number), any(profile_id) from segflux_identity.dim_identifiers"
        " where profile_number != 0 group by profile_number order by profile_number",
    )
    return [Profile(int(row[0]), str(row[1])) for row in rows]


@pytest.fixture(scope="module")
def explained(built: Built, project: Path, profiles: list[Profile]) -> dict[str, list[Explanation]]:
    """Every profile in every segment."""
    names = sorted(path.stem for path in (built.folder / "segments").glob("*.yml"))
    with opened(project, None) as (client, relations):
        explainers = {
            name: Explainer(client, relations, read_previewed(project, name, lambda: b""), AS_OF)
            for name in names
        }
        return {name: list(explainer.explain_all(profiles, name)) for name, explainer in explainers.items()}


def test_explanations_of_all_profiles_agree_with_the_build(
    project: Path, explained: dict[str, list[Explanation]]
) -> None:
    members = {(str(row[0]), str(row[1])) for row in rows_of(project, _MEMBERS)}
    told = {
        (name, found.profile_id) for name, all_of in explained.items() for found in all_of if found.is_member
    }
    assert told == members
    assert len(explained) > 50
    differing = [
        (name, found.profile_id)
        for name, all_of in explained.items()
        for found in all_of
        if (found.conditions[0].holds and found.is_in_base) != found.is_member
        and not (found.rules or found.held_by)
    ]
    assert differing == []


def test_a_profile_asked_about_alone_is_told_the_same(
    built: Built, project: Path, explained: dict[str, list[Explanation]]
) -> None:
    differing, counted = [], {True: 0, False: 0}
    with opened(project, None) as (client, relations):
        for place, name in enumerate([*built.drafts[::8], "cart_abandoners", "birthdays_this_week"]):
            explainer = Explainer(client, relations, read_previewed(project, name, lambda: b""), AS_OF)
            members = [found for found in explained[name] if found.is_member][:_SINGLY]
            others = [found for found in explained[name] if not found.is_member][place::40][:_SINGLY]
            for expected in members + others:
                found = explainer.explain(_profile_of(project, expected), name)
                counted[found.is_member] += 1
                if _without_rows(found) != expected:
                    differing.append((name, expected.profile_id))
    assert differing == []
    assert min(counted.values()) > 3


def test_the_table_for_bi_says_the_same(
    built: Built, project: Path, explained: dict[str, list[Explanation]]
) -> None:
    """Of all whom the build knew, and of every condition that is no block."""
    rows = rows_of(
        project,
        "select segment, profile_id, groupArray((words, holds)) from (select * from"
        " segflux_segments.fct_segment_conditions order by condition) group by segment, profile_id",
    )
    table = {(str(row[0]), str(row[1])): [tuple(each) for each in row[2]] for row in rows}
    told = {
        (name, found.profile_id): [
            (condition.words, condition.holds) for condition in found.conditions if not condition.is_block
        ]
        for name, all_of in explained.items()
        for found in all_of
        if found.is_known
    }
    assert table == told


def _without_rows(found: Explanation) -> Explanation:
    """As many are told at once."""
    plain = (
        ExplainedCondition(each.words, each.depth, each.holds, each.decides) for each in found.conditions
    )
    return replace(found, conditions=tuple(plain), flip=NEVER)


def _profile_of(project: Path, found: Explanation) -> Profile:
    rows = rows_of(
        project,
        "select toUInt32(profile_number) from segflux_identity.profile_numbers"
        f" where profile_id = '{found.profile_id}'",
    )
    return Profile(int(rows[0][0]), found.profile_id)


def test_the_rows_behind_a_condition_are_shown(project: Path) -> None:
    members = call(project, "members", "cart_abandoners", "--format", "json", "--limit", "1")
    profile = members.answer["members"][0]["profile_id"]
    told = call(project, "why", profile, "cart_abandoners", "--format", "json")
    assert told.exit_code == 0, told.errors
    assert (told.answer["is_member"], told.answer["as_of"]) == (True, "2026-06-01T09:00:00.000Z")
    first = told.answer["conditions"][1]
    assert first["words"].startswith("did: cart_updated")
    assert first["found"] >= len(first["evidence"]) > 0
    assert {row["what"] for row in first["evidence"]} == {"cart_updated"}


def test_an_identifier_that_nobody_has_is_refused(project: Path) -> None:
    told = call(project, "why", "no such person", "cart_abandoners")
    assert told.exit_code == 3
    assert "Nobody has the identifier 'no such person'" in told.errors


@pytest.mark.parametrize("status", ["paused", "retired"])
def test_no_rule_is_the_reason_where_the_status_is(project: Path, tmp_path: Path, status: str) -> None:
    spec = tmp_path / "x.yml"
    spec.write_text(f"segment: x\nstatus: {status}\nbase: everyone\nwho: everyone\n")
    members = call(project, "members", "cart_abandoners", "--format", "json", "--limit", "1")
    profile = members.answer["members"][0]["profile_id"]
    told = call(project, "why", profile, str(spec), "--format", "json")
    assert told.exit_code == 0, told.errors
    assert (told.answer["is_member"], told.answer["is_in_base"], told.answer["rules"]) == (False, True, "")


@pytest.mark.parametrize(
    "words", [("u000001", "cart_abandoner"), ("u000001", "cart_abandoners", "--as-of", "x")]
)
def test_what_cannot_be_explained_is_told(project: Path, words: tuple[str, ...]) -> None:
    told = call(project, "why", *words)
    assert told.exit_code == 3
    assert "Traceback" not in told.errors
