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
        traits.source as source,
        traits.row_key as row_key,
        traits.trait as trait,
        multiIf(
            {% if nodes_in.has_past -%}
            traits.occurred_at < nodes.belongs_from, nodes.number_before,
            {%- endif %}
            {% if nodes_in.has_split -%}
            nodes.node != 0, nodes.profile_number,
            {%- endif %}
            overrides.profile_number != 0, overrides.profile_number,
            traits.profile_number
        ) as profile_number,
        traits.node as node,
        traits.occurred_at as occurred_at,
        traits.arrived_at as arrived_at,
        traits.arrival_order as arrival_order,
        traits.value as value,
        traits.value_text as value_text,
        traits.value_number as value_number
    from {{ segflux.local_name(ref('fct_traits')) }} as traits
    any left join overrides
        on traits.profile_number = overrides.old_number
    {%- if nodes_in.has_split %}
    any left join {{ segflux.local_name(ref('profile_node_overrides')) }} as nodes
        on traits.node = nodes.node
    where nodes.node = 0 or nodes.profile_number != 0
    {%- endif %}
)

select * from final
