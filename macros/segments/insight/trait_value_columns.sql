{# The columns of `trait_bitmaps`, as a definition of a table. #}
{% macro trait_value_columns() -%}
{{ return(
    'trait String, place UInt16, kind LowCardinality(String), value String, slice UInt8,'
    ~ ' members AggregateFunction(groupBitmap, UInt32)'
) }}
{%- endmacro %}
