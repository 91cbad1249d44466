{{ config(materialized='table', engine=segflux.table_engine(), order_by='(leaf_id, slice)') }}

{# Created here and empty; the evaluation of segments fills it with leaves that wait for others. #}

with final as (
    select
        '' as leaf_id,
        toUInt8(0) as slice,
        bitmapBuild([toUInt32(0)]) as members
    where false
)

select * from final
