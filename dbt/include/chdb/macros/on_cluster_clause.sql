{# Every shard of a cluster is this process, which runs no distributed DDL. A comment stands in for the
   clause, because dbt-clickhouse takes an empty one for a profile without a cluster. #}
{% macro on_cluster_clause(relation, force_sync) %}
    {%- set cluster = adapter.get_clickhouse_cluster_name() -%}
    {%- if cluster is not none and relation.should_on_cluster %} /* on cluster */ {% endif -%}
{% endmacro %}
