{# A table of what segments say of themselves; a hundred of them at a time, because a query has a largest size. #}
{% materialization segment_rows, adapter='clickhouse' %}
    {%- set run = segflux.current_run() -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {%- do segflux.take_lease() -%}
    {%- do segflux.drop_leftovers(target) -%}
    {%- set scratch = segflux.scratch_name(target, run, 'rows') -%}
    {%- set statements = [
        'create table ' ~ scratch ~ segflux.on_cluster() ~ ' (' ~ segflux.segment_row_columns() ~ ') engine = '
        ~ segflux.table_engine() ~ ' order by segment'
    ] -%}
    {%- for some in segflux.declared_segments() | batch(100) -%}
        {%- do statements.append('insert into ' ~ scratch ~ ' ' ~ segflux.segment_rows_sql(some)) -%}
    {%- endfor -%}
    {%- do segflux.remake(target, scratch, statements) -%}
    {%- call statement('main') -%} select 1 {%- endcall -%}
    {{ segflux.settle(target) }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}
