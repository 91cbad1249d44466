with ledger as (
    select * from {{ ref('sync_ledger') }} final
),

final as (
    select
        sync,
        segment,
        destination,
        channel,
        profile_id,
        key,
        operation,
        status,
        there_since,
        changed_at
    from ledger
    where is_there
)

select * from final
