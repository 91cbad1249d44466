"""A run that failed reaches people, without anything about members; a run nobody could be told of is the same run."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.activation.receiver import Receiver
from tests.functional.commands import call
from tests.functional.syncing.conftest import sync
from tests.functional.syncing.secret_texts import found_in

# Apprise's own, when it loads its services
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def telling(project: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, with a chat that hears of all runs."""
    file = project / "destinations.yml"
    file.write_text(file.read_text() + "notify: {url: {env_var: CHAT}, on: [failed, ok]}\n")
    monkeypatch.setenv("CHAT", f"json://{httpserver.host}:{httpserver.port}/token-abc")
    return project


def test_a_run_is_told_how_it_ended_and_a_dry_run_is_not(
    telling: Path, receiver: Receiver, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/token-abc").respond_with_data("")
    assert sync(telling, "--dry-run").exit_code == 0
    receiver.scripted, receiver.echo = ["401"], "raw"
    failed = sync(telling)
    assert (failed.exit_code, failed.answer["state"], failed.answer["warnings"]) == (2, "failed", [])
    assert sync(telling).exit_code == 0
    bodies = [request.get_data(as_text=True) for request, _ in httpserver.log]
    titles = [request.json["title"] for request, _ in httpserver.log if request.json]
    assert titles == ["Segflux: regulars to hook: failed", "Segflux: regulars to hook: ok"]
    assert found_in("".join(bodies)) == []


def test_a_message_that_cannot_be_sent_is_a_warning_and_changes_nothing(
    telling: Path, receiver: Receiver, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/token-abc").respond_with_data("", status=500)
    told = call(telling, "sync")
    assert told.exit_code == 0
    warning = (
        "warning: the message to CHAT was not sent: the service could not be reached or refused the message"
    )
    assert warning in told.errors
    assert "token-abc" not in told.errors + told.text
