{# The statement that makes the table of evaluations: one row a segment, instant and slice of profiles. #}
{% macro create_bitmaps_sql(target) -%}
create table if not exists {{ target }}{{ segflux.on_cluster() }} (
    segment String,
    as_of DateTime64(3, 'UTC'),
    slice UInt8,
    members AggregateFunction(groupBitmap, UInt32),
    base_size UInt64,
    size UInt64,
    previous_size UInt64,
    previous_as_of Nullable(DateTime64(3, 'UTC')),
    entered AggregateFunction(groupBitmap, UInt32),
    departed AggregateFunction(groupBitmap, UInt32),
    merged AggregateFunction(groupBitmap, UInt32),
    cause LowCardinality(String),
    verdict LowCardinality(String),
    status LowCardinality(String),
    definition_hash String,
    run_id String,
    number_space UUID
)
engine = {{ segflux.table_engine() }} order by (segment, as_of, slice)
{%- endmacro %}
