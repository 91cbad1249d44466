{# Where the node's table of this run lies: its own place or, for a study, the same name in a schema of studies. #}
{% macro evaluation_place(target, run) -%}
    {%- if not run.is_study -%}
        {{ return(target) }}
    {%- endif -%}
    {{ return(api.Relation.create(
        database=target.database, schema=target.schema ~ '_studies', identifier=target.identifier, type='table'
    )) }}
{%- endmacro %}
