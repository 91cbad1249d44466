{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='resolution',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty; `int_identifiers_resolved` appends the overrides that it found. #}

with final as (
    select
        '' as override_action,
        toUInt64(0) as a,
        toUInt64(0) as b,
        toUInt32(0) as resolution
    where false
)

select * from final
