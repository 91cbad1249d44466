{# The run that is under way, as its first node wrote it: run_id, as_of, started_at (milliseconds since 1970), is_study.

A retry reads the same row, so that all nodes of a build share one instant.
#}
{% macro current_run() -%}
{%- set runs = ref('evaluation_runs') -%}
{%- if not execute -%}
    {{- return({'run_id': '', 'as_of': 0, 'started_at': 0, 'is_study': false}) -}}
{%- endif -%}
{{- return(segflux.newest_run(runs, invocation_id)) -}}
{%- endmacro %}
