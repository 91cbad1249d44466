"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segflux_cli.errors import UsageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside the file; what is written there takes the file's place, unless something fails."""
    part = path.resolve().with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.touch()
        yield part
        part.replace(path.resolve())
    except OSError as error:
        raise UsageError(
            f"{path} could not be written: {error.strerror or error}. Nothing is left of it. "
            "Name a file in a folder that you may write to and that has room."
        ) from error
    finally:
        part.unlink(missing_ok=True)
