{# Until when a source's rows have been taken over, in milliseconds since 1970; none when they never were.

`loads` is a log of loads with the columns source, shape, arrived_until and loaded_at; none when it does not exist yet.
#}
{% macro last_mark(loads, source, shape) -%}
{%- if loads is none -%}
    {{- return(none) -}}
{%- endif -%}
{%- set rows = run_query(segflux._last_mark_sql(loads, source, shape)).rows -%}
{{- return(rows[0][0] | int if rows | length == 1 else none) -}}
{%- endmacro %}

{% macro _last_mark_sql(loads, source, shape) -%}
select toUnixTimestamp64Milli(arrived_until)
from (
    select
        arrived_until,
        state
    from {{ loads }}
    where source = {{ segflux.spelled(source) }} and shape = {{ segflux.spelled(shape) }}
    order by loaded_at desc
    limit 1
)
where state = 'loaded'
{%- endmacro %}
