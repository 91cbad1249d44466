"""Messages about runs, sent by Apprise over real HTTP."""

import sys
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from segflux_cli.errors import Place
from segflux_cli.spec.declared.notifications import Notification
from segflux_cli.spec.declared.syncs import DeclaredDestination
from segflux_cli.spec.project.project import Project
from segflux_cli.spec.project.specs import Specs
from segflux_cli.spec.yaml.nodes import Mapping
from segflux_cli.sync.notifying import Notifier
from segflux_cli.sync.run_report import RunReport
from segflux_cli.sync.state.runs import Counts
from tests.activation.engine import a_sync

# Apprise's own, when it loads its services
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PLACE = Place("destinations.yml", 1, 1)
UNSENT = "the message to CHAT was not sent: "
CHAT = Notification(PLACE, "CHAT")
FAILED = RunReport(
    a_sync("http://127.0.0.1:9"),
    "failed",
    Counts(members=1200, planned_adds=10, planned_removals=2, sent=4, accepted=3, rejected=1),
    "the destination answered 401",
    samples={"add": ["profile-1"]},
)


def notifier(
    server: HTTPServer, *told: Notification, own: tuple[Notification, ...] | None = None
) -> Notifier:
    fake = DeclaredDestination(PLACE, "fake", "fake", PLACE, Mapping(PLACE, ()), notify=own)
    specs = Specs(Project(), (), (), (fake,), notify=told)
    address = f"json://{server.host}:{server.port}"
    return Notifier(specs, {"CHAT": f"{address}/chat/token-abc", "PAGER": f"{address}/pager"})


def test_a_message_has_counts_and_reason_and_names_nobody(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/chat/token-abc", method="POST").respond_with_data("")
    assert notifier(httpserver, CHAT).notify(FAILED) == ()
    ((request, _),) = httpserver.log
    assert request.json is not None
    assert (request.json["title"], request.json["type"]) == (
        "Segflux: regulars to fake: failed",
        "failure",
    )
    assert request.json["message"].splitlines() == [
        "sync: regulars/fake/1",
        "segment: regulars",
        "destination: fake",
        "state: failed",
        "members: 1,200 (held back 0, no match 0)",
        "planned: 10 to add, 0 to update, 2 to remove",
        "sent: 4 (accepted 3, rejected 1)",
        "reason: the destination answered 401",
    ]


def test_only_who_wants_to_hear_of_that_end_is_told(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/pager").respond_with_data("")
    pager = Notification(PLACE, "PAGER", ("ok",))
    told = notifier(httpserver, CHAT, pager)
    assert told.notify(replace(FAILED, state="ok", reason="")) == ()
    assert told.notify(replace(FAILED, state="waiting")) == ()
    assert [request.path for request, _ in httpserver.log] == ["/pager"]


def test_what_a_destination_says_itself_counts_and_else_what_the_file_says(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/pager").respond_with_data("")
    httpserver.expect_request("/chat/token-abc").respond_with_data("")
    told = notifier(httpserver, CHAT, own=(Notification(PLACE, "PAGER"),))
    assert told.notify(FAILED) == ()
    gone = replace(FAILED, sync=a_sync("", destination="gone"), is_drain=True)
    assert told.notify(gone) == ()
    assert [request.path for request, _ in httpserver.log] == ["/pager", "/chat/token-abc"]


def test_a_refused_message_is_a_warning_that_shows_no_address(
    httpserver: HTTPServer, capfd: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request("/chat/token-abc").respond_with_data("", status=500)
    (warning,) = notifier(httpserver, CHAT).notify(FAILED)
    assert warning == f"{UNSENT}the service could not be reached or refused the message"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (
            {},
            "nobody was told: the environment has no CHAT, which notify in destinations.yml refers to; set it",
        ),
        (
            {"CHAT": "nonsense-token"},
            f"{UNSENT}that is no address that Apprise knows, such as slack://… or mailto://…",
        ),
    ],
)
def test_a_missing_or_wrong_address_is_told(
    httpserver: HTTPServer, environment: dict[str, str], expected: str
) -> None:
    assert replace(notifier(httpserver, CHAT), environment=environment).notify(FAILED) == (expected,)


def test_without_the_extra_the_warning_says_what_to_install(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    (warning,) = notifier(httpserver, CHAT).notify(FAILED)
    assert warning.endswith("notify needs Apprise: install Segflux with the extra, segflux[apprise]")
