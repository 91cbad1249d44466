{# How a source was read at its last load: {state, mapping, columns, rows_there, until}; none when nothing of it is loaded.

`rows_there` is how many rows the source had that had arrived by `until`, milliseconds since 1970. The state is `loaded`,
or `removing` where a run ended after it began to remove them.
#}
{% macro last_state(loads, source, shape) -%}
{%- set rows = run_query(segflux._last_state_sql(loads, source, shape)).rows -%}
{%- if rows | length == 0 -%}
    {{- return(none) -}}
{%- endif -%}
{%- set told = fromjson((rows[0][0] | string)[1:]) -%}
{{- return({
    'state': told[0], 'mapping': told[1], 'columns': told[2], 'rows_there': told[3] | int, 'until': told[4] | int
}) -}}
{%- endmacro %}

{% macro _last_state_sql(loads, source, shape) -%}
select concat('j', toJSONString([
    state, mapping, source_columns, toString(rows_there), toString(toUnixTimestamp64Milli(arrived_until))
]))
from (
    select *
    from {{ loads }}
    where source = {{ segflux.spelled(source) }} and shape = {{ segflux.spelled(shape) }}
    order by
        loaded_at desc,
        state = 'removing'
    limit 1
)
where state != 'removed'
{%- endmacro %}
