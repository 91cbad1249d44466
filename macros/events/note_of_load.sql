{# What a person should know of one load, '' when all went as always. #}
{% macro note_of_load(plan, counts) -%}
{%- set told = [plan.note] if plan.get('note') else [] -%}
{%- if counts.get('missing') -%}
    {%- do told.append(
        'rows that were there at the last load and are gone: ' ~ counts.missing ~ '; what was loaded of them stays'
    ) -%}
{%- endif -%}
{{- return(told | join('; ')) -}}
{%- endmacro %}
