{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    engine='ReplacingMergeTree(version)',
    order_by='(sync, key)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty;
   `segflux sync` writes it, and nothing rebuilds it: it says who is where. #}

with final as (
    select
        toLowCardinality('') as sync,
        toLowCardinality('') as segment,
        toLowCardinality('') as destination,
        toLowCardinality('') as channel,
        '' as key,
        '' as profile_id,
        toLowCardinality('') as operation,
        toUInt64(0) as payload_hash,
        toLowCardinality('') as status,
        toBool(0) as is_there,
        toBool(0) as was_there,
        toUInt64(0) as sequence,
        toUInt32(0) as batch,
        toLowCardinality('') as job,
        '' as remote_id,
        toLowCardinality('') as reason,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as there_since,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as changed_at,
        toUInt64(0) as version
    where false
)

select * from final
