{# Write into a table's comment what it was made from and what it holds; the table may be renamed afterwards. #}
{% macro note_made(table, made_from) -%}
{%- if made_from -%}
    {%- set note = segflux.spelled(segflux._note_of(table, made_from)) -%}
    {%- do run_query('alter table ' ~ table ~ segflux.on_cluster() ~ ' modify comment ' ~ note) -%}
{%- endif -%}
{%- endmacro %}
