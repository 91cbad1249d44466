{# Make ready the table that a load fills: the target itself, or on a full refresh a new one that takes its place at the end.

Gives {name, relation, is_new, is_rebuilt, number_space}.
#}
{% macro open_filling(target, columns, tables, run, options) -%}
{%- set state = namespace(exists=run_query('exists table ' ~ target).rows[0][0] | int == 1) -%}
{%- if state.exists and segflux.is_empty(target) -%}
    {%- do run_query('drop table ' ~ target ~ segflux.on_cluster()) -%}
    {%- if segflux.sharding_key() -%}
        {%- do run_query('drop table if exists ' ~ segflux.local_name(target) ~ segflux.on_cluster()) -%}
    {%- endif -%}
    {%- set state.exists = false -%}
{%- endif -%}
{%- set is_rebuilt = state.exists and options.is_full -%}
{%- set number_space = segflux.number_space_of(tables.numbers, target if state.exists and not is_rebuilt else none) -%}
{%- set name = segflux.scratch_name(target, run, 'rebuilt') if is_rebuilt else target | string -%}
{%- set identifier = '__' ~ target.identifier ~ '__' ~ run.run_id[:8] ~ '__rebuilt' if is_rebuilt else target.identifier -%}
{%- do segflux.create_filled_table(name, columns, options.layout, number_space) -%}
{{- return({
    'name': name,
    'relation': {'schema': target.schema, 'identifier': identifier},
    'is_new': not state.exists or is_rebuilt,
    'is_rebuilt': is_rebuilt,
    'number_space': number_space,
}) -}}
{%- endmacro %}
