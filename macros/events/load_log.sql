{# Append one load's row to `event_loads`, once everything it tells of is stored.

`counts` maps the columns rows_… to whole numbers; those left out are 0.
#}
{% macro load_log(loads, source, run, counts, number_space, state='loaded') -%}
{%- set columns = ['read', 'inserted', 'replaced', 'repeated', 'moved', 'rejected', 'waiting', 'removed'] -%}
{%- set values = [] -%}
{%- for column in columns -%}
    {%- do values.append(counts.get(column, 0) | int) -%}
{%- endfor -%}
{%- do run_query(
    'insert into ' ~ loads ~ ' (source, shape, arrived_until, run_id, state, loaded_at, number_space, rows_'
    ~ columns | join(', rows_') ~ ') select ' ~ segflux.spelled(source.source) ~ ', '
    ~ segflux.spelled(source.shape) ~ ", fromUnixTimestamp64Milli(toInt64(" ~ run.started_at ~ "), 'UTC'), "
    ~ segflux.spelled(run.run_id) ~ ', ' ~ segflux.spelled(state) ~ ", now64(3, 'UTC'), toUUID("
    ~ segflux.spelled(number_space) ~ '), ' ~ values | join(', ')
) -%}
{%- endmacro %}
