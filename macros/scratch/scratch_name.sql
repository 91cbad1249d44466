{# The name of a scratch table of a node: beside its target, with the target's name, the run's id and the step in it. #}
{% macro scratch_name(target, run, step) -%}
{%- set identifier = '__' ~ target.identifier ~ '__' ~ run.run_id[:8] ~ '__' ~ step -%}
{{- return(segflux.spelled(target.schema, '`') ~ '.' ~ segflux.spelled(identifier, '`')) -}}
{%- endmacro %}
