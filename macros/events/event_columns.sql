{# The columns of `fct_events` and their types, as a definition of a table; used properties come behind. #}
{% macro event_columns(columns=[]) -%}
source LowCardinality(String),
event_id String,
event_key UInt64,
event_name LowCardinality(String),
occurred_at DateTime64(3, 'UTC'),
arrived_at DateTime64(3, 'UTC'),
arrival_order UInt64,
row_key UInt64,
profile_number UInt32,
node UInt64,
properties String
{%- for column in columns -%}
,
{{ segflux.spelled(column.column, '`') }} {{ column.type }} materialized {{ column.expression }} comment '{{ segflux._mark_of_column(column) }}'
{%- endfor -%}
{%- endmacro %}
