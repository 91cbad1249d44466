{# The rows of one source and slice, with the reason why one can't be used. #}
{% macro arrived_events_sql(source, slice, run) -%}
with cleaned_rows as (
    select
        event_id,
        event_name,
        occurred_at,
        arrived_at,
        arrival_order,
        properties,
        {{ segflux.cleaned_identifiers('identifiers') }} as cleaned,
        {{ segflux.rejection_of('events', 'cleaned', source.look_back_seconds is none, run.started_at) }} as reason
    from {{ source.relation }}
    where {{ slice }}
),

keyed as (
    select
        *,
        {{ segflux.nodes_of('cleaned') }} as nodes,
        coalesce(occurred_at, fromUnixTimestamp64Milli(toInt64(0), 'UTC')) as happened_at
    from cleaned_rows
)

select
    event_id,
    sipHash64(concat({{ segflux.spelled(source.source) }}, '\0', event_id)) as event_key,
    if(reason = '', event_name, '') as event_name,
    happened_at,
    occurred_at as read_at,
    arrived_at,
    arrival_order,
    sipHash64(event_name, toUnixTimestamp64Milli(happened_at), nodes, properties) as row_key,
    {{ segflux.node_of_row('cleaned') }} as node,
    if(reason = '', {{ segflux.whole_integers('properties') }}, '') as properties,
    reason
from keyed
{%- endmacro %}
