{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ segflux.add_missing_columns(this, {
        'rows_there': 'UInt64', 'rows_missing': 'UInt64', 'mapping': 'String', 'source_columns': 'String', 'note': 'String',
    }) }}",
    order_by='(source, shape, loaded_at)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty; what loads events and traits appends its marks after its inserts. #}

with final as (
    select
        '' as source,
        '' as shape,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as arrived_until,
        '' as run_id,
        '' as state,
        toUInt64(0) as rows_read,
        toUInt64(0) as rows_inserted,
        toUInt64(0) as rows_replaced,
        toUInt64(0) as rows_repeated,
        toUInt64(0) as rows_moved,
        toUInt64(0) as rows_rejected,
        toUInt64(0) as rows_waiting,
        toUInt64(0) as rows_removed,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as loaded_at,
        toUUID('00000000-0000-0000-0000-000000000000') as number_space,
        toUInt64(0) as rows_there,
        toUInt64(0) as rows_missing,
        '' as mapping,
        '' as source_columns,
        '' as note
    where false
)

select * from final
