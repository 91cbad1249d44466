"""A disk that fills in the middle of a build: a real one, of a few megabytes, in a mount namespace of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dbt_projects import execute
from tests.functional.bad_input.conftest import members, person_0_pays
from tests.functional.commands import PROGRAM

UNSHARE = ("unshare", "--map-root-user", "--mount")
CAN_MOUNT = subprocess.run(
    [*UNSHARE, "mount", "-t", "tmpfs", "segflux", "/mnt"], capture_output=True, check=False
)
pytestmark = [
    pytest.mark.embedded_only(reason="the engine writes where the test can put a small file system"),
    pytest.mark.skipif(CAN_MOUNT.returncode != 0, reason="this machine lets nobody mount a file system"),
]

# Puts the data on a file system of 64 MB, fills it up to 1.5 MB, builds, frees it and builds again.
ON_A_SMALL_DISK = """
import json, os, shutil, subprocess, sys
data, kept = ".segflux", "kept"
os.rename(data, kept)
os.mkdir(data)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "segflux", data], check=True)
shutil.copytree(kept, data, symlinks=True, dirs_exist_ok=True)
def told(*arguments, **environment):
    command, said = [sys.executable, "-c", sys.argv[1], *arguments], {**os.environ, **environment}
    ended = subprocess.run(command, env=said, capture_output=True, text=True)
    return ended.returncode, ended.stdout, ended.stderr
def who():
    return told("members", "odd", "--identifiers", "--format", "json")[1]
room = os.statvfs(data)
with open(f"{data}/filler", "wb") as filler:
    filler.write(bytes(room.f_bavail * room.f_frsize - 1_500_000))
full = told("build", DBT_EXCLUDE_RESOURCE_TYPES="test")
held = who()
os.remove(f"{data}/filler")
free = told("build")
print(json.dumps({"full": full, "held": held, "free": free, "after": who()}))
"""


def test_a_full_disk_is_told_and_the_next_build_is_as_if_it_had_never_been(project: Path) -> None:
    before = members(project)
    execute(project, *(person_0_pays(number) for number in range(3)))
    ended = subprocess.run(
        [*UNSHARE, sys.executable, "-c", ON_A_SMALL_DISK, PROGRAM],
        cwd=project,
        env={**os.environ, "HOME": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ended.stdout)
    code, _, errors = told["full"]
    assert code == 1, errors
    assert "NOT_ENOUGH_SPACE" in errors
    assert "The tables of the last good build stay as they were" in errors
    assert "Traceback" not in errors
    assert _users(told["held"]) == before
    assert told["free"][0] == 0, told["free"]
    assert len(_users(told["after"]) - before) == 1


def _users(answer: str) -> set[str]:
    return {member["user_id"] for member in json.loads(answer)["members"]}
