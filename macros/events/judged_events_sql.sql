{# Chosen deliveries against the stored ones: new, better or worse; those that are stored already are left out.

A tie in arrival goes to what the source says now, so that a row that is read under other rules of identity is stored by
them. A mutable source that is read anew each time is always right, but for an older version in an earlier slice of the
same load, whose events are in `kept`.
#}
{% macro judged_events_sql(chosen, target, source, kept) -%}
{%- set arrival = '(chosen.arrived_at, chosen.arrival_order' -%}
{%- set known = '(stored.arrived_at, stored.arrival_order' -%}
{%- if not source.is_mutable -%}
    {%- set is_better = arrival ~ ') <= ' ~ known ~ ')' -%}
{%- else -%}
    {%- set is_better = arrival ~ ') >= ' ~ known ~ ')' -%}
    {%- if source.look_back_seconds is none -%}
        {%- set is_better = 'chosen.event_key not in (select event_key from ' ~ kept ~ ') or ' ~ is_better -%}
    {%- endif -%}
{%- endif -%}
select
    chosen.*,
    multiIf(
        stored.is_stored = 0, 'new',
        {{ is_better }}, 'better',
        'worse'
    ) as verdict,
    stored.is_stored = 1 and stored.occurred_at != chosen.happened_at as is_moved
from {{ chosen }} as chosen
any left join (
    select
        event_key,
        event_id,
        occurred_at,
        arrived_at,
        arrival_order,
        row_key,
        1 as is_stored
    from {{ target }}
    where source = {{ segflux.spelled(source.source) }} and event_key {{ segflux.global_in() }} (select event_key from {{ chosen }})
) as stored
    on chosen.event_key = stored.event_key and chosen.event_id = stored.event_id
where stored.is_stored = 0
    or {{ arrival }}, chosen.row_key) != {{ known }}, stored.row_key)
{%- endmacro %}
