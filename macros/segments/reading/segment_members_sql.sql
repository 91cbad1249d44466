{# Who is in each segment at its latest evaluation; of `segments`, if given, so that one removed has no members. #}
{% macro segment_members_sql(bitmaps, numbers, segments=none) -%}
with members as (
    select
        segment,
        as_of,
        arrayJoin(bitmapToArray(members)) as number
    from {{ bitmaps }}
    where segment != '' and (segment, as_of) in (
        select
            segment,
            max(as_of)
        from {{ bitmaps }}
        group by segment
    )
    {%- if segments %}
    and segment in (select segment from {{ segments }})
    {%- endif %}
),

final as (
    select
        members.segment as segment,
        numbers.profile_id as profile_id,
        members.as_of as as_of
    from members
    inner join {{ numbers }} as numbers
        on members.number = numbers.profile_number
)

select * from final
{%- endmacro %}
