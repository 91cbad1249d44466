{{ config(materialized='shard_view' if segflux.sharding_key() else 'view') }}
{%- set nodes_in = segflux.node_overrides_in(segflux.local_name(ref('profile_node_overrides'))) %}

with overrides as (
    select
        old_number,
        profile_number
    from {{ segflux.local_name(ref('profile_overrides')) }}
    where is_stored
),

final as (
    select
        events.source as source,
        events.event_id as event_id,
        events.event_key as event_key,
        events.event_name as event_name,
        events.occurred_at as occurred_at,
        events.arrived_at as arrived_at,
        events.arrival_order as arrival_order,
        multiIf(
            {% if nodes_in.has_past -%}
            events.occurred_at < nodes.belongs_from, nodes.number_before,
            {%- endif %}
            {% if nodes_in.has_split -%}
            nodes.node != 0, nodes.profile_number,
            {%- endif %}
            overrides.profile_number != 0, overrides.profile_number,
            events.profile_number
        ) as profile_number,
        events.node as node,
        events.properties as properties
        {%- for used in segflux.used_columns() %}
        {%- set name = segflux.spelled(used.column, '`') %},
        events.{{ name }} as {{ name }}
        {%- endfor %}
    from {{ segflux.local_name(ref('fct_events')) }} as events
    any left join overrides
        on events.profile_number = overrides.old_number
    {%- if nodes_in.has_split %}
    any left join {{ segflux.local_name(ref('profile_node_overrides')) }} as nodes
        on events.node = nodes.node
    where nodes.node = 0 or nodes.profile_number != 0
    {%- endif %}
)

select * from final
