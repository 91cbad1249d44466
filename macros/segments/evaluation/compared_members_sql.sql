{# Insert the candidate: each segment's members beside who entered and who left since its last evaluation, and why.

A row without a segment keeps the numbers that merges have replaced so far; what is not in the one of the last
evaluation was merged since; `splits` are the numbers of profiles that were split, with the instant of the run that
did it, or none. A paused segment keeps its last members.
#}
{% macro compared_members_sql(steps, log, overrides, run, number_space, splits=none) -%}
insert into {{ steps.candidate }}
with decided as (
    select
        evaluated.*,
        kept.previous_hash as its_hash,
        if(evaluated.status = 'paused', kept.previous_members, evaluated.members) as now
    from {{ steps.evaluated }} as evaluated
    left join {{ steps.kept }} as kept
        on evaluated.segment = kept.segment and evaluated.slice = kept.slice
),

compared as (
    select
        decided.*,
        previous.previous_as_of as before_as_of,
        previous.previous_hash as before_hash,
        previous.previous_size as before_size,
        previous.previous_members as before
    from decided
    left join {{ steps.previous }} as previous
        on decided.segment = previous.segment and decided.slice = previous.slice
),

moved as (
    select
        known.as_of as since,
        overrides.profile_number as number
    from {{ overrides }} as overrides
    cross join (
        select
            as_of,
            members
        from {{ log }}
        where segment = '' and as_of in (select previous_as_of from {{ steps.previous }})
    ) as known
    where not bitmapContains(known.members, overrides.old_number)
    {%- if splits %}
    union all
    select
        previous.previous_as_of,
        split.profile_number
    from {{ splits }} as split
    cross join (select distinct previous_as_of from {{ steps.previous }}) as previous
    where split.as_of > previous.previous_as_of
    {%- endif %}
),

newly_merged as (
    select
        since,
        toUInt8(bitShiftRight(number, 24)) as slice,
        groupBitmapState(number) as numbers
    from moved
    group by
        since,
        slice
),

sized as (
    select
        *,
        bitmapCardinality(now) as slice_size,
        sum(slice_size) over (partition by segment) as whole_size,
        sum(base_size) over (partition by segment) as whole_base,
        max(before_hash) over (partition by segment) as old_hash,
        max(its_hash) over (partition by segment) as kept_hash,
        max(before_as_of) over (partition by segment) as old_as_of
    from compared
)

select
    sized.segment,
    fromUnixTimestamp64Milli({{ run.as_of }}, 'UTC'),
    sized.slice,
    sized.now,
    sized.base_size,
    sized.slice_size,
    sized.before_size,
    if(sized.old_hash = '', null, sized.old_as_of),
    bitmapAndnot(sized.now, sized.before),
    bitmapAndnot(sized.before, sized.now),
    newly_merged.numbers,
    multiIf(
        sized.old_hash = '', 'first_run',
        sized.status = 'retired', 'retired',
        sized.old_hash != sized.definition_hash, 'definition',
        'data'
    ),
    multiIf(
        sized.whole_size < greatest(sized.minimum, sized.minimum_share * sized.whole_base), 'too_small',
        sized.whole_size > least(sized.maximum, sized.maximum_share * sized.whole_base), 'too_broad',
        'actionable'
    ),
    sized.status,
    -- by which its members were decided: a paused segment that is edited changes when it goes on
    if(sized.status = 'paused' and sized.kept_hash != '', sized.kept_hash, sized.definition_hash),
    '{{ run.run_id }}',
    toUUID('{{ number_space }}')
from sized
left join newly_merged
    on sized.old_as_of = newly_merged.since and sized.slice = newly_merged.slice
union all
select
    '',
    fromUnixTimestamp64Milli({{ run.as_of }}, 'UTC'),
    toUInt8(0),
    groupBitmapState(old_number),
    toUInt64(0),
    toUInt64(0),
    toUInt64(0),
    null,
    groupBitmapStateIf(old_number, false),
    groupBitmapStateIf(old_number, false),
    groupBitmapStateIf(old_number, false),
    '',
    '',
    '',
    '',
    '{{ run.run_id }}',
    toUUID('{{ number_space }}')
from {{ overrides }}
{%- endmacro %}
