{# The sets of identifiers that arrived since the last load; the work is done by `segflux.load_sightings`. #}
{% materialization sightings, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set sources = segflux.declared_sources('events')
        + segflux.declared_sources('traits') + segflux.declared_sources('records')
        + segflux.declared_sources('links') + segflux.declared_sources('identifiers') -%}
    {%- if not flags.FULL_REFRESH -%}
        {%- do segflux.refuse_losses(sources + segflux.declared_sources('entities'), {
            'loads': segflux.existing('event_loads'),
            'events': segflux.existing('fct_events'),
            'traits': segflux.existing('fct_traits'),
        }) -%}
    {%- endif -%}
    {%- set loads = none if flags.FULL_REFRESH else segflux.existing('identity_loads') -%}
    {%- do segflux.load_sightings(target, sources, loads, segflux.current_run()) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
