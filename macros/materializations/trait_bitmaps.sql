{# A table of who holds which value of each trait; `segflux.trait_value_statements` says how. #}
{% materialization trait_bitmaps, adapter='clickhouse' %}
    {%- set run = segflux.current_run() -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set traits = segflux.declared_traits() + [
        {'name': 'first_seen_at', 'type': 'time', 'column': 'first_seen_at'},
        {'name': 'last_seen_at', 'type': 'time', 'column': 'last_seen_at'},
    ] -%}
    {%- set held, scratch = segflux.scratch_name(target, run, 'held'), segflux.scratch_name(target, run, 'values') -%}
    {%- set columns = {
        held: "trait String, text Nullable(String), slice UInt8, members AggregateFunction(groupBitmap, UInt32)",
        scratch: segflux.trait_value_columns(),
    } -%}
    {%- set statements = [] -%}
    {%- for name in (held, scratch) -%}
        {%- do statements.append(
            'create table ' ~ name ~ segflux.on_cluster() ~ ' (' ~ columns[name] ~ ') engine = '
            ~ segflux.table_engine() ~ ' order by (trait, slice)'
        ) -%}
    {%- endfor -%}
    {%- do statements.extend(segflux.trait_value_statements(
        traits, ref('dim_profiles'), held, scratch, var('breakdown_least_people', 10) | int
    )) -%}
    {%- do statements.append('drop table ' ~ held ~ segflux.on_cluster()) -%}
    {%- do segflux.remake(target, scratch, statements, [held]) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
