{# One bitmap per leaf of the chosen segments, collected from the graph; `segflux.leaf_statements` says how. #}
{% materialization leaf_bitmaps, adapter='clickhouse' %}
    {%- set run = segflux.current_run() -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set place = segflux.evaluation_place(target, run) -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.refuse_stale_views([ref('int_events_resolved'), ref('int_traits_resolved')], ref('profile_node_overrides')) -%}
    {%- do adapter.create_schema(place) -%}
    {%- do segflux.drop_leftovers(place) -%}
    {%- set people = segflux.people_of_study(place, run) -%}
    {%- set scratch = segflux.scratch_name(place, run, 'leaves') -%}
    {%- set statements = [
        'create table ' ~ scratch ~ segflux.on_cluster() ~ ' (' ~ segflux.leaf_columns() ~ ') engine = '
        ~ segflux.table_engine() ~ ' order by (leaf_id, slice)'
    ] -%}
    {%- set relations = {
        'events': ref('int_events_resolved'),
        'traits': ref('int_traits_resolved'),
        'identifiers': ref('dim_identifiers'),
        'handwritten': ref('int_segments_handwritten'),
        'lists': ref('int_segment_lists'),
        'numbers': ref('profile_numbers'),
        'overrides': ref('profile_overrides'),
    } -%}
    {%- do relations.update(people) -%}
    {%- set slices = segflux.slices_of_profiles(ref('profile_numbers')) -%}
    {%- set leaves = segflux.leaves_of(segflux.chosen_segments(), segflux.declared_segments()) -%}
    {%- do statements.extend(segflux.leaf_statements(leaves, run.as_of, relations, scratch, slices)) -%}
    {%- do segflux.remake(place, scratch, statements) -%}
    {%- if people -%}{%- do segflux.drop_leftovers(place) -%}{%- endif -%}
    {%- if run.is_study -%}{%- do run_query('create table if not exists ' ~ target ~ segflux.on_cluster() ~ ' as ' ~ place) -%}{%- endif -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
