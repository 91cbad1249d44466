{{ config(
    materialized='kept_table',
    engine=segflux.table_engine(),
    order_by='old_number',
    post_hook="{{ segflux.copy_to_shards(segflux.local_name(this), 'select * from ' ~ this) }}",
) }}

with merged as (
    select *
    from {{ ref('int_profiles_merged') }}
    where node != profile_node and profile_node != 0
),

numbers as (
    select * from {{ ref('profile_numbers') }}
),

superseded as (
    select
        numbers.profile_number as old_number,
        merged.profile_node as profile_node,
        merged.is_squashed as is_squashed
    from merged
    inner join numbers
        on merged.node = numbers.profile_node
),

final as (
    select
        superseded.old_number as old_number,
        numbers.profile_number as profile_number,
        toBool(not superseded.is_squashed) as is_stored
    from superseded
    inner join numbers
        on superseded.profile_node = numbers.profile_node
)

select * from final
