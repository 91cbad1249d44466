"""What `segflux load` says after a load."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from segflux_cli.cli.main import main
from segflux_cli.warehouse import connection, profiles
from segflux_cli.warehouse.loading import load
from segflux_cli.warehouse.loading.load import LoadReport

PEOPLE = "kind: traits, table: raw.people, at: day, identifiers: {email: mail}, traits: [plan]"
MAPPED = f"sources: [{{source: crm, {PEOPLE}}}]"


@pytest.mark.parametrize(
    ("sources", "table", "is_asked"),
    [(MAPPED, "raw.people", False), (MAPPED, "raw.orders", True), ("sources: nonsense", "raw.people", True)],
)
def test_a_table_that_is_mapped_need_not_be_mapped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sources: str, table: str, is_asked: bool
) -> None:
    (tmp_path / "sources.yml").write_text(sources)
    monkeypatch.setattr(profiles, "read_target", lambda *_: None)
    monkeypatch.setattr(connection, "connect", lambda _: _Client())
    monkeypatch.setattr(load, "load_file", lambda *_: LoadReport(table, 1, (), replaced=False, total_rows=1))
    told = CliRunner().invoke(main, ["load", "day.csv", "--as", table, "--project-dir", str(tmp_path)])
    assert told.exit_code == 0
    assert f"{table} took 1 rows and holds 1." in told.output
    assert ("Map it in sources.yml" in told.output) == is_asked


class _Client:
    def close(self) -> None:
        pass
