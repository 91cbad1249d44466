{# How the table of events or traits is laid out: {engine, partition_by, order_by, settings}, `given` before the defaults.

Names of settings in `given` come from the configuration of the model.
#}
{% macro table_layout(shape, given={}) -%}
{%- set defaults = {
    'events': {'partition_by': 'toYYYYMM(occurred_at)', 'order_by': '(event_name, toDate(occurred_at), profile_number)'},
    'traits': {'partition_by': '', 'order_by': '(trait, profile_number, occurred_at)'},
}[shape] -%}
{{- return({
    'engine': given.get('engine') or segflux.shard_engine(),
    'partition_by': given.get('partition_by') or defaults.partition_by,
    'order_by': given.get('order_by') or defaults.order_by,
    'settings': given.get('settings') or 'fsync_after_insert = 1, fsync_part_directory = 1',
}) -}}
{%- endmacro %}
