{# The engine of what each shard holds: the var `shard_engine`, else that of all other tables. #}
{% macro shard_engine() -%}
{{- return(var('shard_engine', none) or segflux.table_engine()) -}}
{%- endmacro %}
