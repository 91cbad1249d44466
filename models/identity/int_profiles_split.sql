{{ config(materialized='view') }}

with splits as (
    select
        resolution,
        arrayJoin([from_node, into_node]) as profile_node
    from {{ ref('int_profiles_moved') }}
    where kind != 'merge'
),

finished as (
    select
        resolutions.resolution as resolution,
        runs.as_of as as_of
    from {{ ref('identity_resolutions') }} as resolutions
    inner join {{ ref('evaluation_runs') }} as runs
        on resolutions.run_id = runs.run_id
),

final as (
    select distinct
        numbers.profile_number as profile_number,
        finished.as_of as as_of
    from splits
    inner join finished
        on splits.resolution = finished.resolution
    inner join {{ ref('profile_numbers') }} as numbers
        on splits.profile_node = numbers.profile_node
)

select * from final
