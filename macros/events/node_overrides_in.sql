{# What `profile_node_overrides` holds, so that views do only what it needs: {has_split, has_past}.

`has_split`: rows of some identifier lie with another profile than their number says; each row's node is read and looked up,
as costly as the scan itself, where mostly nobody was ever split. `has_past`: some belong to another profile before an
instant, which is looked up, too. Both are true where the table cannot be asked, as while dbt parses and in unit tests.
#}
{% macro node_overrides_in(overrides) -%}
{%- if not execute or run_query('exists table ' ~ overrides).rows[0][0] | int == 0 -%}
    {{- return({'has_split': true, 'has_past': true}) -}}
{%- endif -%}
{%- set counts = run_query('select count(), countIf(toUnixTimestamp64Milli(belongs_from) > 0) from ' ~ overrides).rows[0] -%}
{{- return({'has_split': counts[0] | int > 0, 'has_past': counts[1] | int > 0}) -}}
{%- endmacro %}
