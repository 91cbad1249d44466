{# The component and the profile of every linked identifier, appended where they change; `segflux.resolve_identities` works. #}
{% materialization resolved_identities, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- do segflux.create_identity_tables({'nodes': target}) -%}
    {%- set tables = {
        'identifiers': ref('int_identifiers_seen'), 'links': ref('int_links_seen'),
        'overrides': ref('int_identity_overrides'), 'forgotten': ref('forgotten_identifiers'),
        'nodes': target, 'verdicts': ref('int_links_judged'), 'merges': ref('int_profiles_moved'),
        'splits': ref('int_identifiers_split'), 'applied': ref('int_overrides_applied'),
        'resolutions': ref('identity_resolutions'),
    } -%}
    {%- set done = segflux.resolve_identities(tables, segflux.current_run(), {
        'is_full': flags.FULL_REFRESH, 'allows_merges': segflux.run_option('allow_merges', false),
    }) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ log(target ~ ': resolution ' ~ done.resolution ~ (' of everything' if done.is_full else '')) }}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
