{# The name of what each shard holds of a table that is spread over or copied to the shards; its own name on one node.

`name` is a relation, or its name in backticks.
#}
{% macro local_name(name) -%}
{%- set text = name | string -%}
{{- return(text[:-1] ~ '_local`' if segflux.sharding_key() else text) -}}
{%- endmacro %}
