{# The cluster that tables live on: the var `cluster`, else the `cluster` of the target in profiles.yml; none on one node. #}
{% macro cluster_name() -%}
{%- set of_target = target.get('cluster') or none -%}
{%- set given = var('cluster', none) or of_target -%}
{%- if of_target and given != of_target -%}
    {{- exceptions.raise_compiler_error(
        'var cluster is "' ~ given ~ '", but the target of profiles.yml says cluster: "' ~ of_target
        ~ '". Leave the var out, or give both the same name.'
    ) -}}
{%- endif -%}
{{- return(given) -}}
{%- endmacro %}
