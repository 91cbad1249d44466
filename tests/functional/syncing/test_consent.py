"""Consent through whole runs: nobody without it is sent, and who takes it back is removed by the next run."""

from pathlib import Path

from tests.activation.receiver import Receiver
from tests.dbt_projects import execute
from tests.functional.commands import call
from tests.functional.syncing.conftest import CONSENTING, OTHERS, sync

PROFILES = "segflux_profiles.dim_profiles"


def addresses(receiver: Receiver) -> set[str]:
    """Who is there, by address."""
    return {str(member["ids"]["email"]) for member in receiver.members.values()}


def test_only_who_said_true_is_sent(project: Path, receiver: Receiver) -> None:
    ended = sync(project)
    assert ended.exit_code == 0, ended.errors
    told = ended.answer
    assert (told["members"], told["held_back"], told["sent"]) == (28, len(OTHERS), len(CONSENTING))
    assert addresses(receiver) == {each.mail for each in CONSENTING}
    (run,) = call(project, "syncs", "--format", "json").answer["runs"]
    assert (run["held_back"], run["there"], run["match_rate"]) == (4, 24, 1.0)


def test_consent_taken_back_removes_whatever_the_brake_says(project: Path, receiver: Receiver) -> None:
    sync(project)
    kept = {each.mail for each in CONSENTING[:2]}
    try:
        execute(
            project,
            f"alter table {PROFILES} update consent_email = 'false' where consent_email = 'true' "
            "and user_id not in ('u1', 'u2') settings mutations_sync = 2",
        )
        told = sync(project)
        assert told.exit_code == 0, told.errors
        assert told.answer["planned_removals"] == 22
        assert addresses(receiver) == kept
        assert sync(project).answer["sent"] == 0
    finally:
        execute(
            project,
            f"alter table {PROFILES} update consent_email = 'true' where consent_email = 'false' "
            "and user_id != 'u31' settings mutations_sync = 2",
        )
