{# The row that this invocation wrote into a table of runs, else the newest, as `current_run` gives it.

No clock decides for a build that wrote its own row; one whose clock was put back passes over the rows ahead of it.
#}
{% macro newest_run(runs, run_id='') -%}
{%- set rows = run_query(segflux._newest_run_sql(runs, run_id)).rows -%}
{%- if rows | length == 0 -%}
    {{- exceptions.raise_compiler_error(
        runs ~ " has no row yet. Build evaluation_runs first: `dbt build --select evaluation_runs+`."
    ) -}}
{%- endif -%}
{{- return({
    'run_id': (rows[0][0] | string)[1:],
    'as_of': rows[0][1] | int,
    'started_at': rows[0][2] | int,
    'is_study': rows[0][3] | int == 1,
}) -}}
{%- endmacro %}

{# The leading letter keeps a reader of results from taking an id for a number or a date. #}
{% macro _newest_run_sql(runs, run_id) -%}
select
    concat('r', run_id),
    toUnixTimestamp64Milli(as_of),
    toUnixTimestamp64Milli(started_at),
    toUInt8(is_study)
from {{ runs }}
order by run_id = {{ segflux.spelled(run_id) }} desc, started_at <= now64(3, 'UTC') desc, started_at desc
limit 1
{%- endmacro %}
