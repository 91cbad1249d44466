with final as (
    select
        sync,
        segment,
        destination,
        channel,
        sequence,
        profile_id,
        key,
        operation,
        status,
        was_there,
        is_there,
        reason,
        changed_at
    from {{ ref('sync_history') }} final
    -- no removal: somebody who was never there is rejected no more (strangers have no profile)
    where not (operation = 'remove' and status = 'ok' and not was_there and profile_id != '')
)

select * from final
