"""A server that is gone, refuses or is full is told in a sentence, and the next build is clean."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segflux_cli.cli.main import main
from tests.dbt_projects import gateway_of
from tests.functional.commands import call
from tests.functional.demo import next_run

pytestmark = pytest.mark.server_only(reason="about a server and the way to it")


def run(project: Path, *arguments: str) -> Result:
    told = CliRunner().invoke(main, [*arguments, "--project-dir", str(project)])
    assert "Traceback" not in told.output
    return told


def sizes(project: Path) -> dict[str, int]:
    told = run(project, "segments", "--format", "json")
    assert told.exit_code == 0, told.output
    return {each["segment"]: each["size"] for each in json.loads(told.stdout)["segments"]}


@pytest.mark.parametrize("arguments", [("segments",), ("members", "big_spenders"), ("build",)])
def test_a_server_that_is_not_there_is_named(demo: Path, arguments: tuple[str, ...]) -> None:
    gateway = gateway_of(demo)
    gateway.stop()
    told = run(demo, *arguments)
    assert told.exit_code == 2
    assert f"The warehouse server 127.0.0.1:{gateway.port} (target tested) did not answer" in told.output
    gateway.start()


def test_a_role_without_a_grant_is_told_which_one(demo: Path) -> None:
    refused = "bi: Not enough privileges. To execute this query, it's necessary to have the grant SELECT"
    gateway_of(demo).fail(
        {
            "kind": "exception",
            "code": 497,
            "message": f"{refused}. (ACCESS_DENIED)",
            "match": "fct_segment_sizes",
        }
    )
    told = run(demo, "segments")
    gateway_of(demo).fail()
    assert told.exit_code == 2
    assert refused in told.output


@pytest.mark.parametrize(
    ("fault", "sign"),
    [
        (
            {"kind": "exception", "code": 243, "message": "Cannot reserve 1.00 MiB. (NOT_ENOUGH_SPACE)"},
            "NOT_ENOUGH_SPACE",
        ),
        ({"kind": "die"}, ""),
    ],
    ids=["the disk is full", "the server dies"],
)
def test_a_build_that_breaks_leaves_the_members_and_the_next_is_clean(
    demo: Path, fault: dict[str, object], sign: str
) -> None:
    before = sizes(demo)
    hour = 10 + bool(sign)
    command = next_run(demo, f"2026-06-01T{hour}:00:00Z")
    gateway_of(demo).fail({**fault, "match": "insert into .*fct_events"})
    told = call(demo, *command)
    assert told.exit_code in (1, 2)
    assert sign in told.errors
    gateway_of(demo).fail()
    assert sizes(demo) == before
    again = call(demo, *command, "--wait", "120")  # a lease that nobody could give back ends by itself
    assert again.exit_code == 0, again.errors
