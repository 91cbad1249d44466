{# Whether any rule limits what a profile may hold: then components are looked at, and broken ones decided link by link. #}
{% macro limits_groups(work) -%}
{%- if work.rules.too_big or segflux._has_pairs_apart(work) -%}
    {{- return(true) -}}
{%- endif -%}
{{- return(segflux._limited_types(work) | length > 0) -}}
{%- endmacro %}

{% macro _has_pairs_apart(work) -%}
{{- return(work.rules.never_merge | length > 0 or segflux._has_instructions(work, 'split')) -}}
{%- endmacro %}

{% macro _limited_types(work) -%}
{%- set limited = [] -%}
{%- for declared in work.rules.types if declared.get('at_most_per_profile') -%}
    {%- do limited.append(declared) -%}
{%- endfor -%}
{{- return(limited) -}}
{%- endmacro %}
