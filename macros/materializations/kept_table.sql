{# dbt's table, left as it is while the same SQL over the same rows would make it again; `segflux.made_from` tells.

With `counts_until: true` a model takes from evaluation_runs only the last instant that counts. Descriptions that dbt
is to persist need the table's comment, so that such a table is made in every build.
#}
{% materialization kept_table, adapter='clickhouse' %}
    {%- set runs = ref('evaluation_runs') if config.get('counts_until') else none -%}
    {%- set made_from = '' if config.persist_relation_docs()
        else segflux.made_from([sql, tojson(model.config, sort_keys=true)], runs=runs) -%}
    {%- if flags.FULL_REFRESH or not segflux.stands_as_made(this, made_from) -%}
        {%- set made = dbt.materialization_table_clickhouse() -%}
        {%- do segflux.note_made(this, made_from) -%}
        {{ return(made) }}
    {%- endif -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
