{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    order_by='(source, shape, reason, row_key)',
) }}

{# Created here and empty; what loads events and traits appends the rows it could not use. #}

with final as (
    select
        '' as source,
        '' as shape,
        '' as reason,
        toUInt64(0) as row_key,
        cast(null as Nullable(DateTime64(3, 'UTC'))) as occurred_at,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as arrived_at,
        '' as run_id,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as rejected_at
    where false
)

select * from final
