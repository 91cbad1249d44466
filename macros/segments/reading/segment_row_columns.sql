{# The columns of `dim_segments`. #}
{% macro segment_row_columns() -%}
{{ return(
    'segment String, label String, about String, sentence String, owner String, status String,'
    ~ ' priority_group String, priority_rank Nullable(UInt32),'
    ~ ' review_by Nullable(Date32), time_zone String, tags Array(String),'
    ~ ' kinds Array(String), read_events Array(String), read_traits Array(String), read_segments Array(String),'
    ~ ' goal_metric String, goal_event String, goal_value String, goal_within String, goal_baseline Nullable(Float64),'
    ~ ' goal_target Nullable(Float64), minimum_size Nullable(Float64), minimum_share Nullable(Float64),'
    ~ ' maximum_size Nullable(Float64), maximum_share Nullable(Float64), moves_at_most Nullable(Float64),'
    ~ ' otherwise String, definition_hash String, spec String,'
    ~ ' conditions Array(Tuple(String, String, Bool))'
) }}
{%- endmacro %}
