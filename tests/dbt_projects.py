"""Small dbt projects on an embedded warehouse of their own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from segflux_cli.warehouse.embedded import open_embedded

Rows = list[tuple[Any, ...]]


def write_project(folder: Path, files: Mapping[str, str], **target: Any) -> Path:
    """A dbt project with the given files whose only target is an embedded warehouse at `warehouse`."""
    output = {"type": "chdb", "path": "warehouse", "schema": "tiny", "threads": 2, **target}
    profiles = {"tiny": {"target": "embedded", "outputs": {"embedded": output}}}
    project = {
        "name": "tiny",
        "version": "1.0.0",
        "config-version": 2,
        "profile": "tiny",
        "flags": {"send_anonymous_usage_stats": False},
    }
    documents = {"profiles.yml": yaml.safe_dump(profiles), "dbt_project.yml": yaml.safe_dump(project)}
    for name, text in {**documents, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def rows_of(warehouse: Path, sql: str) -> Rows:
    """The rows of a query, with nothing left open."""
    client = open_embedded(str(warehouse))
    try:
        return [tuple(row) for row in client.query(sql).result_rows]
    finally:
        client.close()
