{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    order_by='started_at',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

with started as (
    select
        '{{ invocation_id }}' as run_id,
        now64(3, 'UTC') as started_at,
        coalesce({{ segflux.given_as_of() }}, started_at) as as_of
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

final as (
    select
        started.run_id as run_id,
        started.as_of as as_of,
        started.started_at as started_at,
        toBool(coalesce(started.as_of < latest.latest_as_of, false)) as is_study
    from started
    cross join latest
)

select * from final
