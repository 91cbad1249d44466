{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='node',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty.

`int_identifiers_resolved` appends the nodes of profiles that were split.
#}

with final as (
    select
        toUInt64(0) as node,
        toUInt32(0) as resolution
    where false
)

select * from final
