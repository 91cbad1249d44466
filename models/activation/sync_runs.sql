{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    order_by='(sync, sequence, changed_at)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Created here and empty; `segflux sync` adds a row for every change of a run's state. #}

with final as (
    select
        toLowCardinality('') as sync,
        toLowCardinality('') as segment,
        toLowCardinality('') as destination,
        toLowCardinality('') as mode,
        toUInt64(0) as sequence,
        toLowCardinality('') as state,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as changed_at,
        toUInt64(0) as members,
        toUInt64(0) as held_back,
        toUInt64(0) as unmatched,
        toUInt64(0) as wanted,
        toUInt64(0) as there_before,
        toUInt64(0) as planned_adds,
        toUInt64(0) as planned_updates,
        toUInt64(0) as planned_removals,
        toUInt64(0) as waiting,
        toUInt64(0) as sent,
        toUInt64(0) as accepted,
        toUInt64(0) as rejected,
        '' as reason,
        '' as declaration,
        toLowCardinality('') as declaration_hash
    where false
)

select * from final
