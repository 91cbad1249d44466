from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from segflux_cli.compiler.files.staging_model import spell_staging_model
from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.macros import MacroSession, load_macros
from segflux_cli.spec.sources.source_reader import read_sources
from tests.dbt_projects import new_warehouse

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with new_warehouse(tmp_path_factory.mktemp("staging")) as client:
        client.command("create database raw")
        yield client


@pytest.fixture(scope="module")
def macros() -> MacroSession:
    return load_macros(REPOSITORY).session(run_query=_no_rows)


@pytest.fixture
def stage(engine: Any, tmp_path: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The rows of the staging model of the one source that a `sources.yml` declares."""

    def rows(text: str) -> list[dict[str, Any]]:
        (tmp_path / "sources.yml").write_text(text)
        (source,) = read_sources(tmp_path)
        session = load_macros(REPOSITORY).session(
            run_query=_no_rows,
            relations={"rows": Relation(source.database, source.table)},
            variables={},
        )
        model = spell_staging_model(source, "segflux").replace("project_name", "'segflux'")
        answer = engine.query(session.render(model).sql)
        return [dict(zip(answer.column_names, map(_in_utc, row), strict=True)) for row in answer.result_rows]

    return rows


def _no_rows(sql: str) -> QueryResult:
    return QueryResult((), ())


def _in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
