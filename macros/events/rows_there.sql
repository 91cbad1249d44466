{# How many rows a source has: {ahead, there, missing}, told from its arrivals.

`ahead` arrived later than the run began, by the source's own account, and wait for a later build; `there` arrived by
then; `missing` are rows of the last load that the source has no more. Of a source without arrivals, all of whose rows
are read, `read` is their number. Rows of a mutable source move on, so none of them is missed.
#}
{% macro rows_there(source, plan, run, read) -%}
{%- set until = plan.before.until if plan.before else 0 -%}
{%- if source.look_back_seconds is none -%}
    {%- set found = [0, read, read] -%}
{%- else -%}
    {%- set found = run_query(segflux._rows_there_sql(source, until, run)).rows[0] -%}
{%- endif -%}
{%- set is_missed = plan.before and not plan.is_anew and not source.is_mutable -%}
{{- return({
    'ahead': found[0] | int,
    'there': found[1] | int,
    'missing': [plan.before.rows_there - found[2] | int, 0] | max if is_missed else 0,
}) -}}
{%- endmacro %}

{% macro _rows_there_sql(source, until, run) -%}
{%- set started_at = "fromUnixTimestamp64Milli(toInt64(" ~ run.started_at ~ "), 'UTC')" -%}
select
    countIf(arrived_at > {{ started_at }}),
    countIf(arrived_at <= {{ started_at }}),
    countIf(arrived_at <= fromUnixTimestamp64Milli(toInt64({{ until }}), 'UTC'))
from {{ source.relation }}
{%- endmacro %}
