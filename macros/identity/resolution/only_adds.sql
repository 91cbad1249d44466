{# Whether a batch only adds: no rule looks at single links, and nobody of the scope is ignored; links of others stay as they were decided. #}
{% macro only_adds(work) -%}
{%- if not work.scope or work.changed_overrides or work.reaches_far or segflux.limits_groups(work)
    or segflux._has_instructions(work) -%}
    {{- return(false) -}}
{%- endif -%}
{{- return(segflux.is_empty('(' ~ segflux._blocked_sql(work, 'select node from ' ~ work.scope) ~ ')')) -}}
{%- endmacro %}
