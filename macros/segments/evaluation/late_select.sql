{# The rows of a leaf from a select of slice and members; every slice has one, be it empty. #}
{% macro late_select(id, select, slices) -%}
    {{ return(
        'select ' ~ segflux.spelled(id) ~ ' as leaf_id, slice, groupBitmapMergeState(members) as members from (' ~ select
        ~ ' union all select arrayJoin(cast([' ~ slices | join(', ') ~ '], \'Array(UInt8)\')) as slice,'
        ~ ' bitmapAndnot(bitmapBuild([toUInt32(0)]), bitmapBuild([toUInt32(0)])) as members) group by slice'
    ) }}
{%- endmacro %}
