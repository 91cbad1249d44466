{# Rows of `dim_segments` for some segments, as a select. #}
{% macro segment_rows_sql(segments) -%}
    {%- set rows = [] -%}
    {%- for segment in segments -%}
        {%- set values = [] -%}
        {%- for name in ('segment', 'label', 'about', 'owner', 'status') -%}
            {%- do values.append(segflux.spelled(segment[name])) -%}
        {%- endfor -%}
        {%- for name in ('tags', 'kinds') -%}
            {%- do values.append(segflux._text_array(segment[name])) -%}
        {%- endfor -%}
        {%- for name in ('goal_metric', 'goal_event') -%}
            {%- do values.append(segflux.spelled(segment[name])) -%}
        {%- endfor -%}
        {%- for name in (
            'goal_baseline', 'goal_target', 'minimum_size', 'minimum_share', 'maximum_size', 'maximum_share',
            'moves_at_most'
        ) -%}
            {%- do values.append('null' if segment[name] is none else segment[name]) -%}
        {%- endfor -%}
        {%- for name in ('otherwise', 'definition_hash', 'spec') -%}
            {%- do values.append(segflux.spelled(segment[name])) -%}
        {%- endfor -%}
        {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
    {%- endfor -%}
    {{ return(
        "select * from values('" ~ segflux.segment_row_columns().replace("'", "\\'") ~ "', " ~ rows | join(', ') ~ ')'
    ) }}
{%- endmacro %}

{# The columns of `dim_segments`. #}
{% macro segment_row_columns() -%}
{{ return(
    'segment String, label String, about String, owner String, status String, tags Array(String),'
    ~ ' kinds Array(String), goal_metric String, goal_event String, goal_baseline Nullable(Float64),'
    ~ ' goal_target Nullable(Float64), minimum_size Nullable(Float64), minimum_share Nullable(Float64),'
    ~ ' maximum_size Nullable(Float64), maximum_share Nullable(Float64), moves_at_most Nullable(Float64),'
    ~ ' otherwise String, definition_hash String, spec String'
) }}
{%- endmacro %}

{% macro _text_array(texts) -%}
    {%- set spelled = [] -%}
    {%- for text in texts -%}{%- do spelled.append(segflux.spelled(text)) -%}{%- endfor -%}
    {{ return('[' ~ spelled | join(', ') ~ ']') }}
{%- endmacro %}
