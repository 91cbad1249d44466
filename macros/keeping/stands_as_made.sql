{# Whether a table was made from the same (`made_from`), and still holds what it was made with. #}
{% macro stands_as_made(table, made_from) -%}
{%- if not made_from -%}
    {{- return(false) -}}
{%- endif -%}
{%- set names = segflux._names_in(table | string) -%}
{%- set rows = run_query(
    "select comment from system.tables where concat(database, '.', name) = " ~ segflux.spelled(names[0])
).rows -%}
{{- return(rows | length == 1 and rows[0][0] | string == segflux._note_of(table, made_from)) -}}
{%- endmacro %}

{% macro _note_of(table, made_from) -%}
{{- return('made from ' ~ made_from ~ ' and holds ' ~ segflux.state_of(segflux._names_in(table | string))) -}}
{%- endmacro %}
