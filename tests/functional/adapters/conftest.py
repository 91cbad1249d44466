"""The published tables of every tool in one warehouse, and their staging rows as an adapter reads them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.files.staging_model import spell_staging_model
from segflux_cli.compiler.rendering.dbt_context import QueryResult
from segflux_cli.compiler.rendering.macros import load_macros
from segflux_cli.spec.sources.source_reader import read_sources
from tests.dbt_projects import new_warehouse

FOLDER = Path(__file__).parent
REPOSITORY = FOLDER.parents[2]
TOOLS = ("segment", "rudderstack", "snowplow", "posthog", "jitsu", "ga4")

StagedRows = dict[str, list[dict[str, Any]]]
Stage = Callable[[str], StagedRows]


def statements_of(tool: str) -> list[str]:
    """What creates the tables of a tool as it writes them, with a handful of rows."""
    texts = (FOLDER / f"{tool}.sql").read_text().split(";\n")
    bare = ["\n".join(line for line in text.splitlines() if not line.startswith("--")) for text in texts]
    return [text.strip().removesuffix(";") for text in bare if text.strip()]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("adapters")) as client:
        for tool in TOOLS:
            for statement in statements_of(tool):
                client.command(statement)
        yield client


@pytest.fixture
def stage(engine: Any, tmp_path: Path) -> Stage:
    """The staging rows of a `sources.yml`, by kind."""

    def run(sql: str) -> QueryResult:
        answer = engine.query(sql)
        return QueryResult(answer.column_names, answer.result_rows)

    def staged(text: str) -> StagedRows:
        (tmp_path / "sources.yml").write_text(text)
        found: StagedRows = {}
        for source in read_sources(tmp_path):
            names = source.gathering.table_names if source.gathering else ()
            session = load_macros(REPOSITORY).session(
                run_query=run, relations=dict.fromkeys(names, "a table")
            )
            model = spell_staging_model(source, "segflux").replace("project_name", "'segflux'")
            answer = engine.query(session.render(model).sql)
            rows = [
                dict(zip(answer.column_names, map(_in_utc, row), strict=True)) for row in answer.result_rows
            ]
            found[source.kind] = rows
        return found

    return staged


def _in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
