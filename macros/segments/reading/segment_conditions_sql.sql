{# Which conditions hold for whom, as of the last build: of the segments that it evaluated, for all whom it knew.

`tables`: {bitmaps, segments, leaves, late_leaves, numbers}, relations.
#}
{% macro segment_conditions_sql(tables) -%}
with evaluated as (
    select
        segment,
        max(as_of) as as_of
    from {{ tables.bitmaps }}
    where segment != ''
    group by segment
    having as_of = (select max(as_of) from {{ tables.bitmaps }} where segment != '')
),

conditions as (
    select
        segments.segment as segment,
        number,
        condition.1 as words,
        condition.2 as leaf_id,
        condition.3 as is_complement
    from {{ tables.segments }} as segments
    array join
        segments.conditions as condition,
        arrayEnumerate(segments.conditions) as number
),

leaves as (
    select
        leaf_id,
        slice,
        members
    from {{ tables.leaves }}
    union all
    select
        leaf_id,
        slice,
        members
    from {{ tables.late_leaves }}
),

everybody as (
    select
        slice,
        members
    from {{ tables.leaves }}
    where leaf_id = 'universe'
),

judged as (
    select
        conditions.segment as segment,
        conditions.number as number,
        conditions.words as words,
        conditions.is_complement as is_complement,
        evaluated.as_of as as_of,
        leaves.slice as slice,
        leaves.members as members,
        everybody.members as known
    from conditions
    inner join evaluated
        on conditions.segment = evaluated.segment
    inner join leaves
        on conditions.leaf_id = leaves.leaf_id
    inner join everybody
        on leaves.slice = everybody.slice
),

final as (
    select
        judged.segment as segment,
        toUInt16(judged.number) as condition,
        judged.words as words,
        numbers.profile_id as profile_id,
        judged.as_of as as_of,
        toBool(bitmapContains(judged.members, numbers.profile_number) != judged.is_complement) as holds
    from judged
    inner join {{ tables.numbers }} as numbers
        on judged.slice = toUInt8(bitShiftRight(numbers.profile_number, 24))
    where bitmapContains(judged.known, numbers.profile_number)
)

select * from final
{%- endmacro %}
