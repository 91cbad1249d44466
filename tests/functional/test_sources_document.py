"""What docs/sources.md tells a person to type works, and its entries are legal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from segflux_cli.spec.sources.source_reader import read_sources

DOCUMENTS = Path(__file__).parents[2] / "docs"
RUN = "from segflux_cli.cli.main import run; run()"
BLOCKS = re.compile(r"(?:Save as `([^`]+)`:\n\n)?```(\w+)\n(.*?)```", re.DOTALL)


def _blocks(document: str) -> list[tuple[str, str, str]]:
    return BLOCKS.findall((DOCUMENTS / document).read_text())


@pytest.mark.parametrize("document", ["sources.md", "public-data.md"])
def test_every_entry_is_legal(tmp_path: Path, document: str) -> None:
    entries = [text for _, kind, text in _blocks(document) if kind == "yaml" and text.startswith("sources:")]
    assert len(entries) >= 2
    for text in entries:
        (tmp_path / "sources.yml").write_text(text)
        assert read_sources(tmp_path)


@pytest.mark.embedded_only(reason="what a person types first, in the warehouse that init leaves")
def test_a_file_becomes_a_segment_as_described(tmp_path: Path) -> None:
    said = ""
    for name, kind, text in _blocks("sources.md"):
        if name:
            (tmp_path / name).write_text(text)
        elif kind == "sh":
            said += "".join(_run(line, tmp_path) for line in text.splitlines())
    assert re.search(r"bought_lately +2 ", said)
    assert re.search(r"shop +events +no readable time +1", said)
    assert re.search(r"shop +events +no identifier +1", said)
    assert "00017" in said
    assert "Warning" not in said


def _run(line: str, folder: Path) -> str:
    command = [sys.executable, "-c", RUN, *line.split()[1:]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
