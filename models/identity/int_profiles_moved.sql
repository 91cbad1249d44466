{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='resolution',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty.

`int_identifiers_resolved` appends which profiles were merged and split.
#}

with final as (
    select
        toUInt32(0) as resolution,
        '' as kind,
        toUInt64(0) as from_node,
        toUInt64(0) as into_node,
        toUInt64(0) as a,
        toUInt64(0) as b,
        '' as rule
    where false
)

select * from final
