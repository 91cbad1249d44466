{{ config(materialized='view') }}

with sized as (
    select
        profile_id,
        count() as identifier_count
    from {{ ref('dim_identifiers') }}
    group by profile_id
),

final as (
    select
        identifier_count,
        count() as profile_count,
        min(profile_id) as example_profile_id
    from sized
    group by identifier_count
)

select * from final
