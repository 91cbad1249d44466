"""The receiver of examples/webhook takes what `segflux sync` sends, and refuses what is signed by others."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from segflux_cli.destinations.http.signing import standard_webhooks
from tests.activation.receiver import SECRET
from tests.functional.commands import call
from tests.functional.syncing.conftest import CONSENTING, sync

RECEIVER = Path(__file__).parents[3] / "examples" / "webhook" / "receiver.py"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    environment = {**os.environ, "HOOK_SECRET": SECRET}
    listening = subprocess.Popen(
        [sys.executable, RECEIVER, "0"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert listening.stdout is not None
    try:
        yield listening.stdout.readline().split()[-1]
    finally:
        listening.kill()
        listening.communicate()


def test_members_arrive_and_another_signature_is_refused(
    project: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = (project / "destinations.yml").read_text()
    (project / "destinations.yml").write_text(
        declared.replace(declared.split("url: ")[1].split()[0], address)
    )
    monkeypatch.setenv("HOOK_SECRET", f"whsec_{base64.b64encode(b'of somebody else').decode()}")
    refused = call(project, "sync", "--format", "json")
    assert refused.exit_code == 2
    assert "is HOOK_SECRET the same on both sides?" in refused.answer["reason"]
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    assert sync(project).exit_code == 0
    kept = json.loads((tmp_path / "members.json").read_text())
    assert {each["email"] for each in kept["regulars"].values()} == {each.mail for each in CONSENTING}
    gone, *others = kept["regulars"]
    _post(address, "members.removed", {"key": gone, "profile_id": "of the profile merged into", "ids": {}})
    assert list(json.loads((tmp_path / "members.json").read_text())["regulars"]) == others


def _post(address: str, kind: str, member: dict[str, object]) -> None:
    content = json.dumps({"type": kind, "segment": "regulars", "members": [member]})
    httpx.post(address, content=content, headers=standard_webhooks(SECRET, "1", content.encode()))
