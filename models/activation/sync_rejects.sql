with ledger as (
    select * from {{ ref('sync_ledger') }} final
),

final as (
    select
        sync,
        segment,
        destination,
        profile_id,
        key,
        operation,
        reason,
        is_there,
        sequence,
        changed_at
    from ledger
    where status = 'rejected'
)

select * from final
