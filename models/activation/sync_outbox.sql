{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    order_by='(sync, sequence, batch, key)',
    ttl='toDateTime(planned_at) + interval 7 day',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty; `segflux sync` freezes here what a run sends,
   so that a build meanwhile changes nothing. #}

with final as (
    select
        toLowCardinality('') as sync,
        toUInt64(0) as sequence,
        toUInt32(0) as batch,
        toLowCardinality('') as operation,
        '' as key,
        '' as profile_id,
        '' as remote_id,
        toUInt64(0) as payload_hash,
        toBool(0) as was_there,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as there_since,
        '' as ids,
        '' as fields,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as planned_at
    where false
)

select * from final
