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
)

select * from final
