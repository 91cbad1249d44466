{{ config(
    engine=segflux.table_engine(),
    order_by='node',
    post_hook="{{ segflux.copy_to_shards(segflux.local_name(this), 'select * from ' ~ this) }}",
) }}

{# No one number fits all stored rows of a profile that was split: each node has its own. #}

with split as (
    select distinct node
    from {{ ref('int_identifiers_split') }}
    where resolution in (select resolution from {{ ref('identity_resolutions') }})
),

placed as (
    select
        split.node as node,
        if(merged.node = 0, split.node, merged.profile_node) as profile_node
    from split
    any left join {{ ref('int_profiles_merged') }} as merged
        on split.node = merged.node
),

final as (
    select
        placed.node as node,
        if(placed.profile_node = 0, toUInt32(0), numbers.profile_number) as profile_number
    from placed
    any left join {{ ref('profile_numbers') }} as numbers
        on placed.profile_node = numbers.profile_node
)

select * from final
