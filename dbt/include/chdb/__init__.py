"""The macros in which the embedded engine differs from a server."""

from pathlib import Path

PACKAGE_PATH = str(Path(__file__).parent)
