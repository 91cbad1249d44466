{# Until when a source's rows have been taken over, in milliseconds since 1970; none when they never were.

`loads` is a log of loads with the columns source, shape, arrived_until and loaded_at; none when it does not exist yet.
A mark later than `started_at`, the start of the run, was set by a clock that has been put back since: rows may have
arrived behind it, so the mark before it counts.
#}
{% macro last_mark(loads, source, shape, started_at) -%}
{%- if loads is none -%}
    {{- return(none) -}}
{%- endif -%}
{%- set rows = run_query(segflux._last_mark_sql(loads, source, shape, started_at)).rows -%}
{{- return(rows[0][0] | int if rows | length == 1 else none) -}}
{%- endmacro %}

{% macro _last_mark_sql(loads, source, shape, started_at) -%}
with log as (
    select
        state,
        loaded_at,
        toUnixTimestamp64Milli(arrived_until) as until
    from {{ loads }}
    where source = {{ segflux.spelled(source) }} and shape = {{ segflux.spelled(shape) }}
),

removed as (
    select maxIf(loaded_at, state != 'loaded') as last_at
    from log
)

select argMaxIf(until, loaded_at, until <= {{ started_at }} and loaded_at > removed.last_at)
from log
cross join removed
having countIf(until <= {{ started_at }} and loaded_at > removed.last_at) > 0
{%- endmacro %}
