"""Any text goes through generated SQL, YAML and Jinja, through dbt into the warehouse, and comes back."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from segflux_cli.dbt_runner import run_dbt
from segflux_cli.literals import spell_jinja, spell_name, spell_text, spell_yaml
from tests.dbt_projects import rows_of, write_project
from tests.texts import AWKWARD, any_text

SPELLED_MACRO = Path(__file__).parents[2] / "macros/values/spelled.sql"
TABLE = "materialized='table', order_by='place'"


# One run of dbt carries all the values of an example.
@settings(
    max_examples=2,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(any_text(max_size=30), min_size=150, max_size=150))
def test_any_text_comes_back(drawn: list[str]) -> None:
    texts = list(dict.fromkeys([*AWKWARD, *drawn]))
    with TemporaryDirectory() as folder:
        project = _project_of(Path(folder), texts)
        outcome = run_dbt(["run"], project=project)
        assert outcome.succeeded, outcome
        manifest = json.loads((project / "target/manifest.json").read_text())
        assert _texts_in(project, "in_sql") == texts
        assert _texts_in(project, "in_jinja") == texts
        assert _texts_in(project, "in_macro") == texts
        assert _names_in(project) == [text for text in texts if text]
        assert [_described(manifest, place) for place in range(len(texts))] == texts
        for model in ("in_jinja", "in_config"):
            assert _model(manifest, model)["config"]["meta"]["texts"] == texts


def _project_of(folder: Path, texts: list[str]) -> Path:
    shutil.copytree(SPELLED_MACRO.parent, folder / "macros")
    in_jinja = f"[{', '.join(map(spell_jinja, texts))}]"
    columns = "".join(
        f"      - name: column_{place}\n        description: {spell_yaml(text)}\n"
        for place, text in enumerate(texts)
    )
    return write_project(
        folder,
        {
            "models/in_sql.sql": _table([spell_text(text) for text in texts]),
            # As generated models have it: without such an `enabled`, dbt reads a model that only configures
            # and refers with a parser of its own, which takes escapes for plain characters.
            "models/in_config.sql": (
                f"{{{{ config(enabled=(project_name == 'tiny'), meta={{'texts': {in_jinja}}}) }}}}\n"
                "select 1 as x"
            ),
            "models/in_jinja.sql": _looped(in_jinja, "tiny.spelled(text)"),
            "models/in_macro.sql": _looped(in_jinja, "spell(text)"),
            "macros/spell.sql": "{% macro spell(text) %}{{ spelled(text) }}{% endmacro %}",
            "models/as_names.sql": _named(texts),
            "models/models.yml": f"models:\n  - name: in_sql\n    columns:\n{columns}",
        },
    )


def _table(values: list[str]) -> str:
    rows = "\nunion all ".join(
        f"select {place} as place, {value} as text" for place, value in enumerate(values)
    )
    return f"{{{{ config({TABLE}) }}}}\n{rows}"


def _looped(texts: str, spelling: str) -> str:
    return (
        f"{{{{ config({TABLE}, meta={{'texts': {texts}}}) }}}}\n"
        f"{{% for text in {texts} %}}{{% if not loop.first %}}\nunion all {{% endif %}}"
        f"select {{{{ loop.index0 }}}} as place, {{{{ {spelling} }}}} as text{{% endfor %}}"
    )


def _named(texts: list[str]) -> str:
    columns = ",\n".join(f"1 as {spell_name(text)}" for text in texts if text)
    return f"{{{{ config(materialized='view') }}}}\nselect {columns}"


def _texts_in(project: Path, table: str) -> list[str]:
    return [row[0] for row in rows_of(project, f"select text from tiny.{table} order by place")]


def _names_in(project: Path) -> list[str]:
    query = "select name from system.columns where database = 'tiny' and table = 'as_names' order by position"
    return [row[0] for row in rows_of(project, query)]


def _described(manifest: Any, place: int) -> str:
    return str(_model(manifest, "in_sql")["columns"][f"column_{place}"]["description"])


def _model(manifest: Any, name: str) -> Any:
    return manifest["nodes"][f"model.tiny.{name}"]
