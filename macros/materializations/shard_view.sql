{# A view over rows that are spread over the shards of a cluster; `segflux.create_shard_view` works. #}
{% materialization shard_view, adapter='clickhouse' %}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.create_shard_view(target | string, sql) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
