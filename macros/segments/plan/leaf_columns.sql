{# The columns of the table of leaves: one bitmap of profile numbers per leaf and slice of 2^24 of them. #}
{% macro leaf_columns() -%}
{{ return('leaf_id String, slice UInt8, members AggregateFunction(groupBitmap, UInt32)') }}
{%- endmacro %}
