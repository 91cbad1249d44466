"""Every adapter has a page whose entries are legal and whose table names are those that it reads."""

import re
from pathlib import Path

import pytest

from segflux_cli.spec.sources.adapter_files import adapter_names, read_adapter
from segflux_cli.spec.sources.source_reader import read_sources

PAGES = Path(__file__).parents[3] / "docs" / "adapters"
ENTRIES = re.compile(r"```yaml\n(sources:\n.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", [*adapter_names(), "README"])
def test_every_entry_of_a_page_is_legal(tmp_path: Path, page: str) -> None:
    entries = ENTRIES.findall((PAGES / f"{page}.md").read_text())
    assert entries
    for text in entries:
        (tmp_path / "sources.yml").write_text(text)
        assert read_sources(tmp_path)


@pytest.mark.parametrize("adapter", adapter_names())
def test_a_page_names_every_table_that_is_read(adapter: str) -> None:
    page = (PAGES / f"{adapter}.md").read_text()
    parts = [part for kind in read_adapter(adapter) for part in kind.gathering.parts]
    assert all(f"`{part.table}`" in page for part in parts if not part.is_pattern)
    assert f"({adapter}.md)" in (PAGES / "README.md").read_text()
