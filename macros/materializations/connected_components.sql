{# Label the nodes of a graph with their component; the model's SQL gives the links a, b. `segflux.contract_components` works. #}
{% materialization connected_components, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set rounds = segflux.contract_components(
        '(' ~ sql ~ ')', target, segflux.current_run(), config.get('order_by', 'node')
    ) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ log(target ~ ': converged in ' ~ rounds ~ ' rounds') }}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
