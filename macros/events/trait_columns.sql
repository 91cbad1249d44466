{# The columns of `fct_traits` and their types, as a definition of a table. #}
{% macro trait_columns() -%}
source LowCardinality(String),
shape LowCardinality(String),
row_key UInt64,
trait LowCardinality(String),
profile_number UInt32,
node UInt64,
occurred_at DateTime64(3, 'UTC'),
arrived_at DateTime64(3, 'UTC'),
arrival_order UInt64,
value String,
value_text Nullable(String),
value_number Nullable(Float64),
mutable_key UInt64
{%- endmacro %}
