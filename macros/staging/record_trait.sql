{# The name under which the states of a kind of records stand among the traits. #}
{% macro record_trait(kind) -%}
{{- return('record: ' ~ kind) -}}
{%- endmacro %}
