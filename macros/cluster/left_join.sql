{# `left join` of rows that may lie on many shards with a select of this node: `global` ships its rows to them. #}
{% macro left_join() -%}
{{- return('global left join' if segflux.sharding_key() else 'left join') -}}
{%- endmacro %}
