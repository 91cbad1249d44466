{# Delete the rows of a table for which a predicate holds, on every shard that has any; back when they are gone.

`keys`, if given, names rows of a scratch table that they are compared with: {columns, scratch, filter, is_in}. A shard
has no scratch tables of this node, so that it gets a copy of the keys first.
#}
{% macro delete_rows(name, where, keys=none) -%}
{%- set state = namespace(where=where, copied=none) -%}
{%- if keys -%}
    {%- set select = 'select ' ~ keys.columns ~ ' from ' ~ keys.scratch ~ ' where ' ~ keys.get('filter', 'true') -%}
    {%- if segflux.sharding_key() -%}
        {%- set state.copied = keys.scratch[:-1] ~ '__keys`' -%}
        {%- do segflux.copy_to_shards(state.copied, select) -%}
    {%- endif -%}
    {%- set state.where = where ~ ' and (' ~ keys.columns ~ ')' ~ (' in (' if keys.is_in else ' not in (')
        ~ ('select ' ~ keys.columns ~ ' from ' ~ state.copied if state.copied else select) ~ ')' -%}
{%- endif -%}
{%- do run_query(
    'delete from ' ~ segflux.local_name(name) ~ segflux.on_cluster() ~ ' where ' ~ state.where
    ~ ' settings lightweight_deletes_sync = 2'
) -%}
{%- if state.copied -%}
    {%- do run_query('drop table if exists ' ~ state.copied ~ segflux.on_cluster()) -%}
{%- endif -%}
{%- endmacro %}
