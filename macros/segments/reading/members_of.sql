{# The members of a segment at its latest evaluation: their public ids. #}
{% macro members_of(segment) -%}
with latest as (
    select
        members,
        as_of
    from {{ ref('fct_segment_bitmaps') }}
    where segment = '{{ segment }}'
    order by as_of desc
    limit 1 by slice
),

numbered as (
    select arrayJoin(bitmapToArray(latest.members)) as number
    from latest
    where latest.as_of = (select max(as_of) from {{ ref('fct_segment_bitmaps') }} where segment = '{{ segment }}')
),

final as (
    select numbers.profile_id as profile_id
    from {{ ref('profile_numbers') }} as numbers
    where numbers.profile_number in (select numbered.number from numbered)
)

select * from final
{%- endmacro %}
