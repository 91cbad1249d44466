{# The columns of the table that `segment_statements` fills. #}
{% macro evaluated_columns() -%}
{{ return(
    'segment String, slice UInt8, members AggregateFunction(groupBitmap, UInt32), base_size UInt64,'
    ~ ' definition_hash String, status String, minimum Float64, minimum_share Float64, maximum Float64,'
    ~ ' maximum_share Float64, moves_at_most Float64, otherwise String'
) }}
{%- endmacro %}
