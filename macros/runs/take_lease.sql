{# Hold the lease of builds on this schema for this run of dbt, or stop: one build at a time. Gives no SQL.

Called by the first node of a build and again by every node that loads or evaluates: each call is a beat, and stops a
run whose lease another has taken. `segflux build` beats by itself and hands its holder over in the environment. The
embedded engine lets in one process at a time, so nothing is written there. segflux_cli/warehouse/builds/lease_table.py says
what the rows mean.
#}
{% macro take_lease() -%}
{%- if execute and target.type != 'chdb' -%}
    {%- set beaten_for = env_var('SEGFLUX_LEASE', '') -%}
    {%- set holder = beaten_for or invocation_id -%}
    {%- set leases = segflux._leases() -%}
    {%- if not beaten_for -%}
        {%- do run_query(segflux._create_leases_sql(leases)) -%}
    {%- endif -%}
    {%- do segflux._refuse_other_holders(leases, holder) -%}
    {%- if not beaten_for -%}
        {%- do run_query(segflux._beat_sql(leases, holder, 'held')) -%}
        {%- do segflux._refuse_other_holders(leases, holder, steps_back=true) -%}
    {%- endif -%}
{%- endif -%}
{%- endmacro %}

{% macro _leases() -%}
{{- return(segflux.spelled(target.schema, '`') ~ '.segflux_leases') -}}
{%- endmacro %}

{% macro _create_leases_sql(leases) -%}
create table if not exists {{ leases }} (
    lease String,
    holder String,
    state LowCardinality(String),
    beat UInt64,
    seconds UInt32,
    about String,
    machine String,
    process UInt32,
    taken_at DateTime64(3, 'UTC'),
    beaten_at DateTime64(3, 'UTC')
)
engine = ReplacingMergeTree(beat) order by (lease, holder)
ttl toDateTime(beaten_at) + interval 30 day
settings fsync_after_insert = 1, fsync_part_directory = 1
{%- endmacro %}

{% macro _beat_sql(leases, holder, state) -%}
insert into {{ leases }}
    (lease, holder, state, beat, seconds, about, machine, process, taken_at, beaten_at)
select
    'build',
    {{ segflux.spelled(holder) }},
    {{ segflux.spelled(state) }},
    max(beat) + 1,
    {{ (var('lease_minutes', 30) | float * 60) | int }},
    {{ segflux.spelled('dbt (invocation ' ~ holder ~ ')') }},
    '',
    0,
    if(count() = 0, now64(3, 'UTC'), min(taken_at)),
    now64(3, 'UTC')
from {{ leases }}
where lease = 'build' and holder = {{ segflux.spelled(holder) }}
{%- endmacro %}

{% macro _refuse_other_holders(leases, holder, steps_back=false) -%}
{%- for row in run_query(segflux._holders_sql(leases, holder)).rows -%}
    {%- if steps_back -%}
        {%- do run_query(segflux._beat_sql(leases, holder, 'released')) -%}
    {%- endif -%}
    {{- exceptions.raise_compiler_error(
        'Another build is at work on this schema: ' ~ row[0] ~ ', since ' ~ row[1]
        ~ ' UTC. Nothing was changed. Wait for it (`segflux build --wait SECONDS`), or come back later. If it is dead, '
        ~ 'it gives way by itself at ' ~ row[2] ~ ' UTC.'
    ) -}}
{%- endfor -%}
{%- endmacro %}

{# Who holds the lease instead: another live holder, or whoever declared this one dead. #}
{% macro _holders_sql(leases, holder) -%}
with last_beats as (
    select
        holder,
        argMax(tuple(state, about, seconds, beaten_at), beat) as last,
        min(taken_at) as first_at
    from {{ leases }}
    where lease = 'build'
    group by holder
)

select
    if(holder = {{ segflux.spelled(holder) }}, 'another that took over from this one', last.2),
    formatDateTime(first_at, '%F %T', 'UTC'),
    formatDateTime(least(last.4, now64(3, 'UTC')) + toIntervalSecond(last.3), '%F %T', 'UTC')
from last_beats
where holder != {{ segflux.spelled(holder) }} and last.1 = 'held'
    and now64(3, 'UTC') < last.4 + toIntervalSecond(last.3)
    or holder = {{ segflux.spelled(holder) }} and last.1 = 'released'
order by first_at
limit 1
{%- endmacro %}
