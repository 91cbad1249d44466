{# The cleaned identifiers of a row, SQL, without those of people who were erased. #}
{% macro without_forgotten(cleaned) -%}
{%- set forgotten = segflux._forgotten_identifiers() -%}
{%- if forgotten is none -%}
    {{- return(cleaned) -}}
{%- endif -%}
{{- return('arrayFilter(identifier -> not ' ~ segflux._was_theirs('identifier', forgotten) ~ ', ' ~ cleaned ~ ')') -}}
{%- endmacro %}
