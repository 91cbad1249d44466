{# How large each segment was at each evaluation, and whether it can be acted on. #}
{% macro segment_sizes_sql(bitmaps) -%}
with final as (
    select
        segment,
        as_of,
        any(run_id) as run_id,
        any(status) as status,
        sum(bitmaps.size) as size,
        sum(bitmaps.base_size) as base_size,
        if(base_size = 0, 0, size / base_size) as share,
        any(bitmaps.verdict) as verdict,
        sum(bitmapCardinality(bitmaps.entered)) as entered,
        sum(bitmapCardinality(bitmaps.departed)) as left
    from {{ bitmaps }} as bitmaps
    where segment != ''
    group by
        segment,
        as_of
)

select * from final
{%- endmacro %}
