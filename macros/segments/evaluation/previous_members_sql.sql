{# A table of the members at each segment's last evaluation before this one, under the numbers that profiles have now.

Only numbers that a merge has replaced are looked up; all others stay in their bitmaps.
#}
{% macro previous_members_sql(name, target, overrides, run) -%}
create table {{ name }} engine = MergeTree order by (segment, slice) as
with last_rows as (
    select
        segment,
        slice,
        as_of,
        members,
        definition_hash,
        size
    from {{ target }}
    where segment != '' and (segment, as_of) in (
        select
            segment,
            max(as_of)
        from {{ target }}
        where as_of < fromUnixTimestamp64Milli({{ run.as_of }}, 'UTC')
        group by segment
    )
),

replaced as (
    select groupBitmapState(old_number) as numbers
    from {{ overrides }}
),

kept as (
    select
        last_rows.segment as segment,
        last_rows.slice as slice,
        last_rows.as_of as as_of,
        last_rows.definition_hash as definition_hash,
        last_rows.size as size,
        bitmapAndnot(last_rows.members, replaced.numbers) as members
    from last_rows
    cross join replaced
),

moved as (
    select
        numbered.segment as segment,
        toUInt8(bitShiftRight(overrides.profile_number, 24)) as slice,
        any(numbered.as_of) as as_of,
        any(numbered.definition_hash) as definition_hash,
        toUInt64(0) as size,
        groupBitmapState(overrides.profile_number) as members
    from (
        select
            last_rows.segment as segment,
            last_rows.as_of as as_of,
            last_rows.definition_hash as definition_hash,
            arrayJoin(bitmapToArray(bitmapAnd(last_rows.members, replaced.numbers))) as old_number
        from last_rows
        cross join replaced
    ) as numbered
    inner join {{ overrides }} as overrides
        on numbered.old_number = overrides.old_number
    group by
        segment,
        slice
)

select
    segment,
    slice,
    any(as_of) as previous_as_of,
    any(definition_hash) as previous_hash,
    sum(size) as previous_size,
    groupBitmapMergeState(members) as previous_members
from (
    select segment, slice, as_of, definition_hash, size, members from kept
    union all
    select segment, slice, as_of, definition_hash, size, members from moved
)
group by
    segment,
    slice
{%- endmacro %}
