{# The views over the bitmaps of studies, as they stand over those of evaluations. #}
{% macro create_study_views(bitmaps, numbers) -%}
    {%- set selects = {
        'fct_segment_members': segflux.segment_members_sql(bitmaps, numbers),
        'fct_segment_changes': segflux.segment_changes_sql(bitmaps, numbers),
        'fct_segment_sizes': segflux.segment_sizes_sql(bitmaps),
    } -%}
    {%- for name, select in selects.items() -%}
        {%- do run_query(
            'create or replace view ' ~ bitmaps.incorporate(path={'identifier': name}) ~ segflux.on_cluster() ~ ' as ' ~ select
        ) -%}
    {%- endfor -%}
{%- endmacro %}
