"""What becomes of people at a destination when their segment is over."""

from pathlib import Path

from tests.activation.receiver import Receiver
from tests.functional.commands import call
from tests.functional.syncing.conftest import CONSENTING, REGULARS, sync

TOMBSTONE = "segment: regulars\nstatus: retired\n"


def test_the_destination_of_a_retired_segment_is_emptied(project: Path, receiver: Receiver) -> None:
    spec = project / "segments" / "regulars.yml"
    assert sync(project).answer["sent"] == len(CONSENTING)
    try:
        for text in (f"{REGULARS}status: paused\n", f"{REGULARS}status: draft\n"):
            spec.write_text(text)
            assert sync(project).text == ""
            assert len(receiver.members) == len(CONSENTING)
        spec.write_text(f"{REGULARS}status: retired\n")
        told = sync(project, "regulars")
        assert (told.exit_code, told.answer["planned_removals"]) == (0, len(CONSENTING)), told.errors
        assert receiver.members == {}
        spec.write_text(TOMBSTONE)
        assert sync(project).text == ""
        (newest, *_) = call(project, "syncs", "--format", "json").answer["runs"]
        assert (newest["state"], newest["there"]) == ("ok", 0)
        spec.write_text(REGULARS)
        assert sync(project).answer["sent"] == len(CONSENTING)
    finally:
        spec.write_text(REGULARS)
