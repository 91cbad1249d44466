{# The identifier of what each shard holds of a table; its own on one node. #}
{% macro local_identifier(identifier) -%}
{{- return(identifier ~ '_local' if segflux.sharding_key() else identifier) -}}
{%- endmacro %}
