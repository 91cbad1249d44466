{# Stop a build of now where the newest evaluation lies more than a day ahead of the warehouse's clock. Gives no SQL.

A clock that ran ahead, once, would make a study of every build until it comes true. `runs` is the table of runs.
#}
{% macro refuse_clock_put_back(runs) -%}
{%- set is_of_now = (segflux.run_option('as_of') or '') | string | trim == '' -%}
{%- if execute and is_of_now and run_query('exists table ' ~ runs).rows[0][0] | int == 1 -%}
    {%- for row in run_query(segflux._newest_ahead_sql(runs)).rows -%}
        {{- exceptions.raise_compiler_error(
            'The newest evaluation is as of ' ~ row[0] ~ ' UTC, but the clock of the warehouse says ' ~ row[1]
            ~ ' UTC: a clock was wrong then or is now. Nothing was changed. Set the clock right, or delete what was '
            ~ 'evaluated ahead of it (docs/cli.md, A clock that was wrong).'
        ) -}}
    {%- endfor -%}
{%- endif -%}
{%- endmacro %}

{% macro _newest_ahead_sql(runs) -%}
select
    formatDateTime(max(as_of), '%F %T', 'UTC'),
    formatDateTime(now64(3, 'UTC'), '%F %T', 'UTC')
from {{ runs }}
where not is_study
having max(as_of) > now64(3, 'UTC') + interval 1 day
{%- endmacro %}
