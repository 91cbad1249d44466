{# The engine of tables that are whole on one node, and of scratch tables: the var `table_engine`. #}
{% macro table_engine() -%}
{{- return(var('table_engine', none) or 'MergeTree') -}}
{%- endmacro %}
