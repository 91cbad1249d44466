{# The quoted name of a table that somebody else named: dbt's own quoting leaves backticks and backslashes as they are. #}
{% macro spelled_relation(relation) -%}
{{- return(
    segflux.spelled(relation.schema, '`') ~ '.' ~ segflux.spelled(relation.identifier, '`')
) -}}
{%- endmacro %}
