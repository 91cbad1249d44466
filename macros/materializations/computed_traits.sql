{# A table of the values of computed traits, one statement per trait and slice; `segflux.computed_values` says how. #}
{% materialization computed_traits, adapter='clickhouse' %}
    {%- set run = segflux.current_run() -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set scratch = segflux.scratch_name(target, run, 'values') -%}
    {%- set statements = [
        'create table ' ~ scratch ~ segflux.on_cluster() ~ ' (trait String, profile_number UInt32, value String) engine = '
        ~ segflux.table_engine() ~ ' order by (trait, profile_number)'
    ] -%}
    {%- set relations = {'events': ref('int_events_resolved'), 'traits': ref('int_traits_resolved')} -%}
    {%- set slices = segflux.slices_of_profiles(ref('profile_numbers')) -%}
    {%- set as_of = segflux.latest_as_of(ref('evaluation_runs')) -%}
    {%- do statements.extend(segflux.computed_statements(segflux.computed_traits(), as_of, relations, scratch, slices)) -%}
    {%- do segflux.remake(target, scratch, statements) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
