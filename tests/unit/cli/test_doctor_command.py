"""How the doctor tells troubles and notices, and with which code it ends."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main
from segflux_cli.doctor import examination
from segflux_cli.doctor.troubles import Trouble

TROUBLE = Trouble("rights", "this user may nothing", "A build would stop.", "Grant it.")
NOTICE = Trouble("freshness", "web is quiet", "Segments don't move.", "Look at it.", is_notice=True)
MENDED = Trouble("leftovers", "a table is left", "It takes room.", "Drop it.", lambda: None)


def doctor(monkeypatch: pytest.MonkeyPatch, *found: tuple[Trouble, bool], form: str = "text") -> Result:
    monkeypatch.setattr(examination, "examine", lambda *_, **__: found)
    return CliRunner().invoke(main, ["doctor", "--format", form])


def test_a_notice_is_told_and_counts_as_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    told = doctor(monkeypatch, (NOTICE, False))
    assert told.exit_code == 0
    assert told.output == (
        "freshness (notice): web is quiet.\n  Segments don't move. Look at it.\n\nNothing is wrong, 1 notice.\n"
    )


@pytest.mark.parametrize(
    ("found", "code", "last"),
    [
        ([], 0, "Nothing is wrong."),
        ([(TROUBLE, False)], 1, "1 trouble left."),
        ([(MENDED, True)], 0, "0 troubles left."),
        ([(TROUBLE, False), (NOTICE, False), (NOTICE, False)], 1, "1 trouble left, 2 notices."),
        ([(MENDED, True), (NOTICE, False)], 0, "0 troubles left, 1 notice."),
    ],
)
def test_what_is_left_decides_the_code(
    monkeypatch: pytest.MonkeyPatch, found: list[tuple[Trouble, bool]], code: int, last: str
) -> None:
    told = doctor(monkeypatch, *found)
    assert (told.exit_code, told.output.splitlines()[-1]) == (code, last)


def test_json_says_which_are_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = json.loads(
        doctor(monkeypatch, (TROUBLE, False), (NOTICE, False), form="json").stdout
    )
    assert [one["is_notice"] for one in told["troubles"]] == [False, True]
