{# Whether definitions say ON CLUSTER: the var `on_cluster`; never in a database that replicates them by itself. #}
{% macro is_said_on_cluster() -%}
{%- set engine = target.get('database_engine') or '' -%}
{{- return(var('on_cluster', true) and 'replicated' not in (engine | lower)) -}}
{%- endmacro %}
