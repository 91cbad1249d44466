{# Who is in each segment at its latest evaluation. #}
{% macro segment_members_sql(bitmaps, numbers) -%}
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
