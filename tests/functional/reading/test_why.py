"""`segflux why` says of every profile what the build says, and shows the rows behind it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from segflux_cli.live.explaining import Explainer
from segflux_cli.live.previewed import read_previewed
from segflux_cli.warehouse.opened import opened
from segflux_cli.warehouse.person import Profile
from tests.dbt_projects import rows_of
from tests.functional.cli.conftest import call
from tests.functional.reading.conftest import Built

AS_OF = datetime(2026, 6, 1, 9, tzinfo=UTC)
_ASKED = 3  # members and others of each segment; one explanation takes a few queries


def test_explanations_agree_with_the_build(built: Built, project: Path) -> None:
    names = [*built.drafts[::3], "cart_abandoners", "lapsed_customers"]
    profiles = [
        Profile(int(row[0]), str(row[1]))
        for row in rows_of(
            project,
            "select toUInt32(profile_number), any(profile_id) from segflux_identity.dim_identifiers"
            " where profile_number != 0 group by profile_number order by profile_number",
        )
    ]
    differing, counted = [], {True: 0, False: 0}
    with opened(project, None) as (client, relations):
        for place, name in enumerate(names):
            members = {
                str(row[0]) for row in rows_of(project, f"select profile_id from segflux_segments.seg_{name}")
            }
            explainer = Explainer(client, relations, read_previewed(project, name, lambda: b""), AS_OF)
            others = [each for each in profiles if each.id not in members]
            asked = [each for each in profiles if each.id in members][:_ASKED] + others[place::40][:_ASKED]
            for profile in asked:
                found = explainer.explain(profile, name)
                counted[found.is_member] += 1
                is_who = found.conditions[0].holds and found.is_in_base
                if found.is_member != (profile.id in members) or (
                    is_who != found.is_member and not found.rules
                ):
                    differing.append((name, profile.id))
    assert differing == []
    assert min(counted.values()) > 10


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


@pytest.mark.parametrize(
    "words", [("u000001", "cart_abandoner"), ("u000001", "cart_abandoners", "--as-of", "x")]
)
def test_what_cannot_be_explained_is_told(project: Path, words: tuple[str, ...]) -> None:
    told = call(project, "why", *words)
    assert told.exit_code == 3
    assert "Traceback" not in told.errors
