{# The members of every segment at its latest evaluation, with its whole size; of declared segments that are not retired. #}
{% macro latest_bitmaps_sql(bitmaps, segments) -%}
select
    segment,
    as_of,
    slice,
    members,
    sum(size) over (partition by segment) as segment_size,
    sum(base_size) over (partition by segment) as segment_base
from {{ bitmaps }}
where (segment, as_of) in (
    select
        segment,
        max(as_of)
    from {{ bitmaps }}
    where segment in (select segment from {{ segments }} where status != 'retired')
    group by segment
)
{%- endmacro %}
