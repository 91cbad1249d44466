"""The project as it stood at a revision of git."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from segflux_cli.errors import UsageError

_READ = (".yml", ".yaml", ".csv", ".sql", ".py")  # specs, and the names of seeds and models


@contextmanager
def checked_out(project: Path, revision: str) -> Iterator[Path]:
    """A folder with the project's specs at the revision; raises UsageError where git has none."""
    commit = _git(project, revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    archive = _git(project, revision, "archive", "--format=tar", commit.decode().strip(), "--", ".")
    with TemporaryDirectory(prefix="segflux_") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            wanted = [file for file in files if file.isfile() and file.name.endswith(_READ)]
            files.extractall(folder, wanted, filter="data")
        yield Path(folder)


def _git(project: Path, revision: str, *words: str) -> bytes:
    try:
        ended = subprocess.run(["git", *words], cwd=project, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise UsageError("git is not installed here, and --against needs it.") from error
    if ended.returncode == 0:
        return ended.stdout
    told = ended.stderr.decode(errors="replace").strip().splitlines()
    raise UsageError(
        f"git has no project at {revision!r} here ({told[-1] if told else 'it does not say why'}). Name a branch, "
        "tag or commit that `git log` knows; a checkout in CI fetches the newest commit only, unless told otherwise."
    )
