{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ segflux.add_missing_columns(this, {'is_squash': 'Bool', 'is_accepted': 'Bool'}) }}",
    order_by='resolution',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty.

`int_identifiers_resolved` appends one row when all of a resolution is stored, `segflux identity squash` one when all rows are.
#}

with final as (
    select
        toUInt32(0) as resolution,
        '' as run_id,
        toBool(false) as is_full,
        '' as rules_hash,
        toUInt32(0) as identifiers_until,
        toUInt32(0) as links_until,
        toUInt32(0) as forgotten_count,
        toUInt64(0) as changed_nodes,
        toUInt64(0) as merged_profiles,
        toUInt64(0) as split_profiles,
        toUInt64(0) as overrides_unknown,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as resolved_at,
        toBool(false) as is_squash,
        toBool(false) as is_accepted
    where false
)

select * from final
