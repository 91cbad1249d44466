{{ config(materialized='view') }}

{# The next run that is no study is the first to see a split.

A study evaluates beside the evaluations that stand, and a killed run evaluates nothing.
#}

with runs as (
    select
        run_id,
        as_of,
        started_at,
        is_study
    from {{ ref('evaluation_runs') }}
),

splits as (
    select
        resolution,
        arrayJoin([from_node, into_node]) as profile_node
    from {{ ref('int_profiles_moved') }}
    where kind not in ('merge', 'rename')
),

resolved as (
    select
        resolutions.resolution as resolution,
        runs.started_at as resolved_from
    from {{ ref('identity_resolutions') }} as resolutions
    inner join runs
        on resolutions.run_id = runs.run_id
    where resolutions.resolution in (select splits.resolution from splits)
),

standing as (
    select
        as_of,
        started_at
    from runs
    where not is_study
    union all
    -- the run that is still to come
    select
        toDateTime64('2299-12-31 00:00:00', 3, 'UTC') as as_of,
        toDateTime64('2299-12-31 00:00:00', 3, 'UTC') as started_at
),

finished as (
    select
        resolved.resolution as resolution,
        argMin(standing.as_of, standing.started_at) as as_of
    from resolved
    cross join standing
    where standing.started_at >= resolved.resolved_from
    group by resolved.resolution
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
