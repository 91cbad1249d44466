with runs as (
    select
        *,
        min(changed_at) over (partition by sync, sequence) as started_at
    from {{ ref('sync_runs') }}
),

final as (
    select
        sync,
        segment,
        destination,
        mode,
        sequence,
        state,
        started_at,
        changed_at,
        members,
        held_back,
        unmatched,
        wanted,
        there_before,
        planned_adds,
        planned_updates,
        planned_removals,
        waiting,
        sent,
        accepted,
        rejected,
        reason
    from runs
    -- by what comes after what: a clock that is set back during a run changes nothing
    order by
        sync asc, sequence asc,
        state in ('started', 'planned') asc, state = 'started' asc, changed_at desc
    limit 1 by sync, sequence
)

select * from final
