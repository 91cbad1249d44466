{# A view on every shard, over what that shard holds, and a distributed table over them: what groups its rows does so there. #}
{% macro create_shard_view(name, sql) -%}
{%- do run_query(
    'create or replace view ' ~ segflux.local_name(name) ~ segflux.on_cluster() ~ ' as ' ~ sql
) -%}
{%- do segflux.spread_table(name) -%}
{%- endmacro %}
