with runs as (
    select distinct
        sync,
        sequence
    from {{ ref('sync_runs') }}
),

final as (
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
    where
        not (operation = 'remove' and status = 'ok' and not was_there and profile_id != '')
        -- no run: whom two syncs had, before one of them takes its people from there
        and (sync, sequence) in (
            select
                runs.sync,
                runs.sequence
            from runs
        )
)

select * from final
