{{ config(materialized='kept_table', engine=segflux.table_engine(), order_by='node') }}

with seen as (
    select
        node,
        any(identifier_type) as type,
        any(identifier_value) as value,
        min(first_seen_at) as seen_at
    from {{ ref('int_identifiers_seen') }}
    group by node
),

placed as (
    select
        seen.*,
        if(merged.node = 0, seen.node, merged.profile_node) as profile_node
    from seen
    any left join {{ ref('int_profiles_merged') }} as merged
        on seen.node = merged.node
    where merged.node = 0 or merged.profile_node != 0
),

final as (
    select
        placed.node as node,
        placed.type as identifier_type,
        placed.value as identifier_value,
        {{ segflux.is_strong('placed.type') }} as is_strong,
        placed.seen_at as first_seen_at,
        numbers.profile_id as profile_id,
        placed.profile_node as profile_node,
        numbers.profile_number as profile_number
    from placed
    any left join {{ ref('profile_numbers') }} as numbers
        on placed.profile_node = numbers.profile_node
)

select * from final
