{# The members of some evaluations under the numbers that profiles have now: segment, as_of, slice, members.

Only numbers that a merge has replaced are looked up; all others stay in their bitmaps. `rows` is the name of a
relation with those four columns.
#}
{% macro renumbered_members_sql(rows, overrides) -%}
with replaced as (
    select groupBitmapState(old_number) as numbers
    from {{ overrides }}
),

kept as (
    select
        stored.segment as segment,
        stored.as_of as as_of,
        stored.slice as slice,
        bitmapAndnot(stored.members, replaced.numbers) as members
    from {{ rows }} as stored
    cross join replaced
),

moved as (
    select
        numbered.segment as segment,
        numbered.as_of as as_of,
        toUInt8(bitShiftRight(overrides.profile_number, 24)) as slice,
        groupBitmapState(overrides.profile_number) as members
    from (
        select
            stored.segment as segment,
            stored.as_of as as_of,
            arrayJoin(bitmapToArray(bitmapAnd(stored.members, replaced.numbers))) as old_number
        from {{ rows }} as stored
        cross join replaced
    ) as numbered
    inner join {{ overrides }} as overrides
        on numbered.old_number = overrides.old_number
    group by
        segment,
        as_of,
        slice
)

select
    segment,
    as_of,
    slice,
    groupBitmapMergeState(members) as members
from (
    select segment, as_of, slice, members from kept
    union all
    select segment, as_of, slice, members from moved
)
group by
    segment,
    as_of,
    slice
{%- endmacro %}
