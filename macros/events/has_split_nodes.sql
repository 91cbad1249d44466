{# Whether rows of some identifier lie with another profile than their number says, so that views join `profile_node_overrides`.

Each row's node would be read and looked up, a fifth of the cost of an evaluation, where mostly nobody was ever split. True
where the table cannot be asked, as while dbt parses and in unit tests.
#}
{% macro has_split_nodes(overrides) -%}
{%- if not execute or run_query('exists table ' ~ overrides).rows[0][0] | int == 0 -%}
    {{- return(true) -}}
{%- endif -%}
{{- return(run_query('select count() from ' ~ overrides).rows[0][0] | int > 0) -}}
{%- endmacro %}
