{# What an insert into a spread table says before its select: it ends when the shards have stored the rows.

The var `shard_settings` maps names of settings to values; they are added to that one.
#}
{% macro shard_settings() -%}
{%- if not segflux.sharding_key() -%}
    {{- return('') -}}
{%- endif -%}
{%- set written = ['distributed_foreground_insert = 1'] -%}
{%- for name, value in (var('shard_settings', none) or {}).items() -%}
    {%- do written.append(name ~ ' = ' ~ (value if value is number else segflux.spelled(value | string))) -%}
{%- endfor -%}
{{- return('settings ' ~ written | join(', ')) -}}
{%- endmacro %}
