{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='started_at',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
    pre_hook=['{{ segflux.take_lease() }}', '{{ segflux.refuse_clock_put_back(this) }}'],
) }}

{# A clock put back a little makes no study of a build of now: the last instant counts again. #}

with started as (
    select
        '{{ invocation_id }}' as run_id,
        now64(3, 'UTC') as started_at,
        {{ segflux.given_as_of() }} as given_as_of
),

latest as (
    {% if is_incremental() -%}
    select maxOrNull(as_of) as latest_as_of
    from {{ this }}
    where not is_study
    {%- else -%}
    select cast(null as Nullable(DateTime64(3, 'UTC'))) as latest_as_of
    {%- endif %}
),

judged as (
    select
        started.run_id as run_id,
        started.started_at as started_at,
        latest.latest_as_of as latest_as_of,
        greatest(started.started_at, coalesce(latest.latest_as_of, started.started_at)) as present,
        coalesce(started.given_as_of, present) as as_of
    from started
    cross join latest
),

final as (
    select
        run_id,
        as_of,
        started_at,
        toBool(coalesce(as_of < latest_as_of, false)) as is_study
    from judged
)

select * from final
