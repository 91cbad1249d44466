{# `in` for a test of rows that may lie on many shards against a table of this node: `global in` ships that table to them. #}
{% macro global_in() -%}
{{- return('global in' if segflux.sharding_key() else 'in') -}}
{%- endmacro %}
