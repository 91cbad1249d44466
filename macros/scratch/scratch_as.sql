{# Fill a scratch table anew from a select, on every node of a cluster.

One that `is_small` stays in memory where the engine is the process itself, which makes it in a third of the time; a server's
tables may be asked for on another of its replicas, and are stored.
#}
{% macro scratch_as(name, sql, order_by='tuple()', is_small=false) -%}
{%- set engine = 'Memory' if is_small and target.get('type') == 'chdb' else segflux.table_engine() ~ ' order by ' ~ order_by -%}
{%- set head = 'create or replace table ' ~ name ~ segflux.on_cluster() ~ ' engine = ' ~ engine -%}
{#- A few large parts, which nothing merges while the next statements run: a third less CPU. -#}
{%- set blocks = ' settings min_insert_block_size_rows = 4194304, min_insert_block_size_bytes = 268435456' -%}
{%- if segflux.on_cluster() -%}
    {#- Every node of a cluster makes the table; one fills it. -#}
    {%- do run_query(head ~ ' empty as ' ~ sql) -%}
    {%- do run_query('insert into ' ~ name ~ ' ' ~ sql ~ blocks) -%}
{%- else -%}
    {%- do run_query(head ~ ' as ' ~ sql ~ blocks) -%}
{%- endif -%}
{%- endmacro %}
