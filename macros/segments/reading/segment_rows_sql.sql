{# Rows of `dim_segments` for some segments, as a select. #}
{% macro segment_rows_sql(segments) -%}
    {%- set rows = [] -%}
    {%- for segment in segments -%}
        {%- set values = [] -%}
        {%- for name in ('segment', 'label', 'about', 'sentence', 'owner', 'status', 'priority_group') -%}
            {%- do values.append(segflux.spelled(segment.get(name, ''))) -%}
        {%- endfor -%}
        {%- set rank = segment.get('priority_rank') -%}
        {%- do values.append('null' if rank is none else rank) -%}
        {%- set review_by = segment.get('review_by') -%}
        {%- do values.append(segflux.spelled(review_by) if review_by else 'null') -%}
        {%- do values.append(segflux.spelled(segment.get('time_zone', ''))) -%}
        {%- for name in ('tags', 'kinds', 'read_events', 'read_traits', 'read_segments') -%}
            {%- do values.append(segflux._text_array(segment.get(name, []))) -%}
        {%- endfor -%}
        {%- for name in ('goal_metric', 'goal_event', 'goal_value', 'goal_within') -%}
            {%- do values.append(segflux.spelled(segment.get(name, ''))) -%}
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
        {%- do values.append(segflux._condition_array(segment.get('conditions', []))) -%}
        {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
    {%- endfor -%}
    {{ return(
        "select * from values('" ~ segflux.segment_row_columns().replace("'", "\\'") ~ "', " ~ rows | join(', ') ~ ')'
    ) }}
{%- endmacro %}

{% macro _text_array(texts) -%}
    {%- set spelled = [] -%}
    {%- for text in texts -%}{%- do spelled.append(segflux.spelled(text)) -%}{%- endfor -%}
    {{ return('[' ~ spelled | join(', ') ~ ']') }}
{%- endmacro %}

{# (words, leaf id, whether it holds outside of the leaf) of each condition. #}
{% macro _condition_array(conditions) -%}
    {%- set spelled = [] -%}
    {%- for words, leaf_id, is_complement in conditions -%}
        {%- do spelled.append(
            '(' ~ segflux.spelled(words) ~ ', ' ~ segflux.spelled(leaf_id) ~ ', ' ~ (is_complement | string | lower) ~ ')'
        ) -%}
    {%- endfor -%}
    {{ return('[' ~ spelled | join(', ') ~ ']') }}
{%- endmacro %}
