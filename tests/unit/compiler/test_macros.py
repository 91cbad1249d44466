"""Macros run without dbt as they run within it."""

from pathlib import Path

import pytest

from segflux_cli.compiler.rendering.dbt_context import QueryResult, Relation
from segflux_cli.compiler.rendering.jinja import generate
from segflux_cli.compiler.rendering.macros import MacroLibrary
from segflux_cli.errors import MacroError

FILES = {
    "events/double.sql": "{% macro double(number) %}{{ return(number * 2) }} lost {% endmacro %}",
    "events/sum_up.sql": """
        {% macro sum_up(numbers) %}
            {%- do segflux._check(numbers) -%}
            {%- set unused = namespace(count=range(2) | list) -%}
            {{- numbers | map('int') | sum -}}
        {% endmacro %}
        {% macro _check(numbers) %}
            {% if not numbers %}{{ exceptions.raise_compiler_error('no numbers') }}{% endif %}
        {% endmacro %}
    """,
    "events/twice_double.sql": """
        {% macro twice_double(n) %}{{ return(double(double(n))) }}{% endmacro %}
    """,
    "events/first_name.sql": """
        {% macro first_name() %}
            {% for row in run_query('select name').rows %}
                {{ return(row.name ~ row[0] ~ row['name']) }}
            {% endfor %}
        {% endmacro %}
    """,
    "events/typo.sql": "{% macro typo() %}select {{ nmae }}{% endmacro %}",
    "events/wrong_call.sql": "{% macro wrong_call() %}{{ segflux.dobule(1) }}{% endmacro %}",
    "events/month_later.sql": """
        {% macro month_later() %}
            {% set zone = modules.pytz.timezone('Europe/Berlin') %}
            {% set day = modules.datetime.datetime(2026, 3, 29, 2, 30) %}
            {{ return(zone.localize(day, is_dst=none) is none) }}
        {% endmacro %}
    """,
    "kinds/kept.sql": """
        {% materialization kept, adapter='clickhouse' %}
            {{ return({'relations': [adapter.nothing_like_it(this)]}) }}
        {% endmaterialization %}
        {% test one_row_per(model, column) %}select {{ unknown.thing }}{% endtest %}
        {% macro beside() %}here{% endmacro %}
    """,
}


@pytest.fixture
def library(tmp_path: Path) -> MacroLibrary:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return MacroLibrary((tmp_path,))


def test_return_gives_the_value_and_ends_the_macro(library: MacroLibrary) -> None:
    assert library.session().call("double", 4) == 8


def test_macros_call_one_another_by_bare_name_and_through_the_namespace(
    library: MacroLibrary,
) -> None:
    assert library.session().call("twice_double", 3) == 12
    assert library.session().call("sum_up", [1, 2]) == "3"


def test_a_refusal_carries_its_message(library: MacroLibrary) -> None:
    with pytest.raises(MacroError, match="no numbers"):
        library.session().call("sum_up", [])


def test_a_missing_value_never_slips_into_sql(library: MacroLibrary) -> None:
    with pytest.raises(MacroError, match="typo: 'nmae' is undefined"):
        library.session().call("typo")


def test_an_unknown_macro_is_named(library: MacroLibrary) -> None:
    with pytest.raises(MacroError, match=r"no macro segflux\.dobule"):
        library.session().call("wrong_call")
    with pytest.raises(MacroError, match="no macro 'triple'; there are"):
        library.session().call("triple")


def test_run_query_gives_rows_by_name_and_position(library: MacroLibrary) -> None:
    session = library.session(run_query=lambda _: QueryResult(["name"], [["ada"]]))
    assert session.call("first_name") == "adaadaada"
    with pytest.raises(MacroError, match="no engine to run 'select name'"):
        library.session().call("first_name")


def test_time_zones_are_those_of_dbt(library: MacroLibrary) -> None:
    with pytest.raises(Exception, match="2026-03-29 02:30:00"):
        library.session().call("month_later")


def test_blocks_only_dbt_can_run_are_skipped(library: MacroLibrary) -> None:
    assert library.session().call("beside") == "here"


def test_a_model_renders_with_the_given_relations(library: MacroLibrary) -> None:
    session = library.session(
        relations={"fct_events": Relation("events", "fct_events")}, variables={"days": 7}
    )
    source = (
        "{{ config(materialized='view', order_by=['a']) }}"
        "select {{ var('days') + var('more', 1) }} from {{ ref('segflux', 'fct_events') }}"
        "{% if is_incremental() %} where not exists {{ this }}{% endif %}"
    )
    model = session.render(source)
    assert model.sql == "select 8 from `events`.`fct_events`"
    assert model.config == {"materialized": "view", "order_by": ["a"]}
    again = session.render(source, this=Relation("s", "t"), is_incremental=True)
    assert again.sql.endswith("where not exists `s`.`t`")


def test_what_is_not_given_is_refused(library: MacroLibrary) -> None:
    for source, message in (
        ("{{ ref('nothing') }}", "ref.nothing. is not given"),
        ("{{ var('nothing') }}", "var.'nothing'. is not given"),
    ):
        with pytest.raises(MacroError, match=message):
            library.session().render(source)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.sql").write_text("{% macro broken() %}{{ 1 + }}{% endmacro %}")
    with pytest.raises(MacroError, match=r"broken\.sql"):
        MacroLibrary((tmp_path,)).session().call("broken")


def test_generated_text_keeps_dbts_own_braces(tmp_path: Path) -> None:
    template = tmp_path / "seg.sql"
    template.write_text("{{ segflux.members_of('<< name >>') }}\n<% if more %>\nmore\n<% endif %>\n")
    assert generate(template, name="a", more=False) == "{{ segflux.members_of('a') }}\n"
