{# Chosen deliveries against the stored ones: new, better or worse; those that are stored already are left out.

A tie in arrival goes to the smaller row key, of a mutable source to what the source says now; a mutable source that is
read anew each time is always right.
#}
{% macro judged_events_sql(chosen, target, source) -%}
{%- set arrival = '(chosen.arrived_at, chosen.arrival_order' -%}
{%- set known = '(stored.arrived_at, stored.arrival_order' -%}
{%- if not source.is_mutable -%}
    {%- set is_better = arrival ~ ', chosen.row_key) < ' ~ known ~ ', stored.row_key)' -%}
{%- elif source.look_back_seconds is none -%}
    {%- set is_better = 'true' -%}
{%- else -%}
    {%- set is_better = arrival ~ ') >= ' ~ known ~ ')' -%}
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
