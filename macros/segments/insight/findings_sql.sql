{# What needs a look: segments that are empty, twins of another, or stale, and since when.

`tables`: {bitmaps, segments, sizes, runs}, relations. `limits`: {likeness, stale_days}. Measured from the instant of
the newest evaluation, so that the same builds find the same.
#}
{% macro findings_sql(tables, limits) -%}
with overlaps as (
    {{ segflux.overlaps_sql(tables.bitmaps, tables.segments, limits.likeness) }}
),

newest as (
    select max(as_of) as newest_as_of
    from {{ tables.runs }}
    where not is_study
),

watched as (
    select *
    from {{ tables.segments }}
    where status != 'retired'
),

histories as (
    select
        segment,
        max(as_of) as last_as_of,
        min(as_of) as first_as_of,
        argMax(sizes.size, sizes.as_of) as last_size,
        maxIf(as_of, entered > 0 or left > 0) as changed_at
    from {{ tables.sizes }} as sizes
    group by segment
),

judged as (
    select
        watched.segment as segment,
        watched.status as status,
        watched.review_by as review_by,
        histories.last_as_of as last_as_of,
        histories.last_size as last_size,
        greatest(histories.changed_at, histories.first_as_of) as quiet_since,
        newest.newest_as_of as newest_as_of
    from watched
    inner join histories
        on watched.segment = histories.segment
    cross join newest
),

found as (
    select
        segment,
        arrayJoin(arrayFilter(finding -> finding.1 != '', [
            (if(last_size = 0, 'empty', ''), '', cast(null as Nullable(Float64)), toNullable(last_as_of)),
            (if(last_as_of < newest_as_of, 'not_evaluated', ''), '', null, last_as_of),
            (
                if(
                    status = 'live' and last_size > 0
                    and quiet_since <= newest_as_of - toIntervalDay({{ limits.stale_days }}),
                    'unchanged', ''
                ),
                '', null, quiet_since
            ),
            (
                if(review_by < toDate32(newest_as_of), 'review_due', ''),
                '', null, toDateTime64(review_by, 3, 'UTC')
            )
        ])) as told
    from judged
),

final as (
    select
        segment,
        told.1 as finding,
        told.2 as other_segment,
        told.3 as jaccard,
        told.4 as since
    from found
    union all
    select
        segment,
        'twin' as finding,
        other_segment,
        jaccard,
        as_of as since
    from overlaps
    where jaccard > {{ limits.likeness }}
)

select * from final
{%- endmacro %}
