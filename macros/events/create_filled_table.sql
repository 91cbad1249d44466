{# Create the table of events or traits, empty, unless it stands; its comment names the space of its profile numbers. #}
{% macro create_filled_table(name, columns, layout, number_space) -%}
{%- do run_query(
    'create table if not exists ' ~ name ~ ' (' ~ columns ~ ') engine = ' ~ layout.engine
    ~ (' partition by ' ~ layout.partition_by if layout.partition_by else '')
    ~ ' order by ' ~ layout.order_by
    ~ (' settings ' ~ layout.settings if layout.settings else '')
    ~ ' comment ' ~ segflux.spelled('number_space ' ~ number_space)
) -%}
{%- endmacro %}
