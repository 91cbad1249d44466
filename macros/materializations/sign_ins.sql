{# When anonymous identifiers signed in; `segflux.resolve_sign_ins` works. #}
{% materialization sign_ins, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.drop_leftovers(target) -%}
    {%- do segflux.resolve_sign_ins(target, {
        'identifiers': ref('int_identifiers_seen'), 'links': ref('int_links_seen'), 'merged': ref('int_profiles_merged'),
        'verdicts': ref('int_links_judged'), 'applied': ref('int_overrides_applied'),
        'resolutions': ref('identity_resolutions'),
    }, segflux.current_run()) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
