{# Give every shard a whole copy of the rows of a select, under one name; whole before it takes the name.

Each shard is written to in turn and answers when it has stored the rows: a join on a shard never meets half a copy.
#}
{% macro copy_to_shards(name, select) -%}
{%- if execute and segflux.sharding_key() -%}
    {%- set filled = name[:-1] ~ '__filled`' -%}
    {%- set cluster = segflux.spelled(segflux.cluster_name()) -%}
    {%- do run_query(
        'create or replace table ' ~ filled ~ segflux.on_cluster() ~ ' engine = ' ~ segflux.shard_engine()
        ~ ' order by tuple() empty as ' ~ select
    ) -%}
    {%- for row in run_query('select distinct shard_num from system.clusters where cluster = ' ~ cluster).rows -%}
        {%- do run_query(
            'insert into function cluster(' ~ segflux.spelled(segflux.cluster_name(), '`') ~ ', ' ~ filled
            ~ ') settings insert_shard_id = ' ~ row[0] | int ~ ' ' ~ select
        ) -%}
    {%- endfor -%}
    {%- do segflux.swap_in(name, filled) -%}
{%- endif -%}
{%- endmacro %}
