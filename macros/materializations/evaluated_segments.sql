{# The members of the chosen segments, added to their history; `segflux.evaluate_segments` works. #}
{% materialization evaluated_segments, adapter='clickhouse' %}
    {%- set run = segflux.current_run() -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set place = segflux.evaluation_place(target, run) -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do adapter.create_schema(place) -%}
    {%- do segflux.drop_leftovers(place) -%}
    {%- set tables = {
        'leaves': segflux.evaluation_place(ref('leaf_bitmaps'), run),
        'late_leaves': none if run.is_study else ref('late_leaf_bitmaps'),
        'overrides': ref('profile_overrides'),
        'numbers': ref('profile_numbers'),
        'splits': ref('int_profiles_split'),
        'events': ref('int_events_resolved'),
        'traits': ref('int_traits_resolved'),
    } -%}
    {%- set people = segflux.people_of_study(place, run) -%}
    {%- do tables.update(people) -%}
    {%- set declared = segflux.declared_segments() -%}
    {%- if run.is_study -%}
        {%- do run_query(segflux.create_bitmaps_sql(target)) -%}
        {%- do tables.update(log=segflux.renamed_log(target, declared)) -%}
    {%- endif -%}
    {%- do segflux.evaluate_segments(place, segflux.chosen_segments(), tables, run, declared) -%}
    {%- if people -%}{%- do segflux.drop_leftovers(place) -%}{%- endif -%}
    {%- if run.is_study -%}{%- do segflux.create_study_views(place, ref('profile_numbers')) -%}{%- endif -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
