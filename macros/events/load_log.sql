{# Append one load's row to `event_loads`, once everything it tells of is stored.

`plan` is one of `planned_loads`, or {source} alone. `counts` maps the columns rows_… to whole numbers; those left out are 0.
#}
{% macro load_log(loads, plan, run, counts, number_space, state='loaded') -%}
{%- set columns = [
    'read', 'inserted', 'replaced', 'repeated', 'moved', 'rejected', 'waiting', 'removed', 'there', 'missing'
] -%}
{%- set values = [] -%}
{%- for column in columns -%}
    {%- do values.append(counts.get(column, 0) | int) -%}
{%- endfor -%}
{%- set reading = plan.get('state') or {'mapping': '', 'columns': ''} -%}
{%- do run_query(
    'insert into ' ~ loads ~ ' (source, shape, arrived_until, run_id, state, loaded_at, number_space, mapping, '
    ~ 'source_columns, note, rows_' ~ columns | join(', rows_') ~ ') select ' ~ segflux.spelled(plan.source.source) ~ ', '
    ~ segflux.spelled(plan.source.shape) ~ ", fromUnixTimestamp64Milli(toInt64(" ~ run.started_at ~ "), 'UTC'), "
    ~ segflux.spelled(run.run_id) ~ ', ' ~ segflux.spelled(state) ~ ", now64(3, 'UTC'), toUUID("
    ~ segflux.spelled(number_space) ~ '), ' ~ segflux.spelled(reading.mapping) ~ ', '
    ~ segflux.spelled(reading.columns) ~ ', ' ~ segflux.spelled(segflux.note_of_load(plan, counts)) ~ ', '
    ~ values | join(', ')
) -%}
{%- endmacro %}
