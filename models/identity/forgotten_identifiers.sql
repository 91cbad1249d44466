{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='node',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty; `segflux forget` appends the identifiers of whom it erased. #}

with final as (
    select
        toUInt64(0) as node,
        '' as receipt,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as forgotten_at
    where false
)

select * from final
