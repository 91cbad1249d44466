{# The tables and views of a database with the columns that `select *` gives: {table: {column: type}}. #}
{% macro tables_of(database) -%}
{%- set found = run_query(segflux._tables_of_sql(database)).rows[0][0] | string -%}
{%- set tables = {} -%}
{%- for table, column, type in fromjson(found[1:]) -%}
    {%- do tables.setdefault(table, {}).update({column: type}) -%}
{%- endfor -%}
{{- return(tables) -}}
{%- endmacro %}

{# One text in one row: dbt guesses types from texts, and would take a table named 2024 for a number. #}
{% macro _tables_of_sql(database) -%}
select concat('j', toJSONString(groupArray([table, name, type])))
from (
    select
        table,
        name,
        type
    from system.columns
    where database = {{ segflux.spelled(database) }} and default_kind not in ('MATERIALIZED', 'ALIAS', 'EPHEMERAL')
    order by
        table,
        position
)
{%- endmacro %}
