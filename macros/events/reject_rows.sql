{# Show the rows of a scratch table that can't be used in `rejected_rows`, each once.

`row_key` of an event is sipHash64 of its event_id, so that the row can be found in its source without telling whose it is.
Rows of people who were erased are counted only: nothing here may lead to them.
#}
{% macro reject_rows(rejected, scratch, source, run) -%}
{%- set where = 'source = ' ~ segflux.spelled(source.source) ~ ' and shape = ' ~ segflux.spelled(source.shape) -%}
{%- do run_query('insert into ' ~ rejected ~ segflux._rejected_sql(rejected, scratch, source, run, where)) -%}
{%- endmacro %}

{% macro _rejected_sql(rejected, scratch, source, run, where) -%}
(source, shape, reason, row_key, occurred_at, arrived_at, run_id, rejected_at)
select
    {{ segflux.spelled(source.source) }},
    {{ segflux.spelled(source.shape) }},
    reason as why,
    {{ 'sipHash64(event_id)' if source.shape == 'events' else 'row_key' }} as key,
    any(read_at),
    min(arrived_at),
    {{ segflux.spelled(run.run_id) }},
    now64(3, 'UTC')
from {{ scratch }}
where reason not in ('', 'forgotten')
    and (why, key) not in (select reason, row_key from {{ rejected }} where {{ where }})
group by
    why,
    key
{%- endmacro %}
