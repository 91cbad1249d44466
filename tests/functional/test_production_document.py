"""The statements of docs/production.md are ClickHouse's, and its profile is one that Segflux reads."""

import re
from pathlib import Path

import pytest
import yaml

from segflux_cli.warehouse.profiles import read_target
from tests.dbt_projects import new_warehouse

TEXT = (Path(__file__).parents[2] / "docs" / "production.md").read_text()


def test_every_statement_is_understood(tmp_path: Path) -> None:
    (block,) = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
    statements = [statement for statement in block.split(";\n") if statement.strip()]
    assert len(statements) > 10
    with new_warehouse(tmp_path) as client:
        for statement in statements:
            assert client.query(f"explain ast {statement}").result_rows, statement


def test_the_profile_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "profiles.yml").write_text(block)
    (tmp_path / "dbt_project.yml").write_text(yaml.safe_dump({"name": "shop", "profile": "segflux"}))
    monkeypatch.setenv("SEGFLUX_HOST", "warehouse.example.com")
    monkeypatch.setenv("SEGFLUX_PASSWORD", "secret")
    target = read_target(tmp_path)
    assert (target.kind, target.options["host"], target.schema) == (
        "clickhouse",
        "warehouse.example.com",
        "segflux",
    )
