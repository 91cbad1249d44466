{# How many members any two segments share.

`likeness`: only pairs that may be at least this much alike by Jaccard, told from their sizes alone; 0 gives all.
Bitmaps are joined as arrays, because a join of rows would copy one for every pair.
#}
{% macro overlaps_sql(bitmaps, segments, likeness=0) -%}
with latest as (
    {{ segflux.latest_bitmaps_sql(bitmaps, segments) }}
),

sizes as (
    select
        segment,
        max(as_of) as evaluated_at,
        any(segment_size) as member_count,
        any(segment_base) as base_count
    from latest
    group by segment
),

listed as (
    select
        slice,
        groupArray((segment, segment_size, members)) as others
    from latest
    group by slice
),

shared as (
    select
        latest.segment as first_segment,
        other.1 as second_segment,
        sum(bitmapAndCardinality(latest.members, other.3)) as both
    from latest
    inner join listed
        on latest.slice = listed.slice
    array join
        arrayFilter(
            candidate -> candidate.1 > latest.segment
            and least(candidate.2, latest.segment_size)
            >= {{ likeness }} * greatest(candidate.2, latest.segment_size),
            listed.others
        ) as other
    group by
        first_segment,
        second_segment
),

mirrored as (
    select
        shared.first_segment as one,
        shared.second_segment as two,
        shared.both as both
    from shared
    union all
    select
        shared.second_segment as one,
        shared.first_segment as two,
        shared.both as both
    from shared
),

final as (
    select
        mirrored.one as segment,
        mirrored.two as other_segment,
        own.evaluated_at as as_of,
        own.member_count as size,
        other.member_count as other_size,
        mirrored.both as shared_size,
        mirrored.both / nullIf(own.member_count, 0) as share,
        mirrored.both / nullIf(other.member_count, 0) as share_of_other,
        mirrored.both / nullIf(own.member_count + other.member_count - mirrored.both, 0) as jaccard,
        (mirrored.both / nullIf(own.member_count, 0))
        / nullIf(other.member_count / nullIf(other.base_count, 0), 0) as lift
    from mirrored
    inner join sizes as own
        on mirrored.one = own.segment
    inner join sizes as other
        on mirrored.two = other.segment
)

select * from final
{%- endmacro %}
