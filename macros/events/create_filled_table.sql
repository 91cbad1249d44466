{# Create the table of events or traits, empty, unless it stands; its comment names the space of its profile numbers.

On a cluster each shard has such a table, and a distributed one lies over them.
#}
{% macro create_filled_table(name, columns, layout, number_space) -%}
{%- do run_query(
    'create table if not exists ' ~ segflux.local_name(name) ~ segflux.on_cluster() ~ ' (' ~ columns ~ ')'
    ~ ' engine = ' ~ layout.engine
    ~ (' partition by ' ~ layout.partition_by if layout.partition_by else '')
    ~ ' order by ' ~ layout.order_by
    ~ (' settings ' ~ layout.settings if layout.settings else '')
    ~ ' comment ' ~ segflux.spelled('number_space ' ~ number_space)
) -%}
{%- do segflux.spread_table(name) -%}
{%- endmacro %}
