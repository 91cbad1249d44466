{# What a person should know of one load, '' when all went as always. #}
{% macro note_of_load(plan, counts) -%}
{%- set told = [plan.note] if plan.get('note') else [] -%}
{%- if counts.get('missing') -%}
    {%- do told.append(
        'rows that were there at the last load and are gone: ' ~ counts.missing ~ '; what was loaded of them stays'
    ) -%}
{%- endif -%}
{%- if counts.get('unkeyed') -%}
    {%- do told.append(
        'rows that an earlier version of Segflux stored and that the source does not give any more: ' ~ counts.unkeyed
        ~ '; they stay, though newer versions may have taken their place: --reload ' ~ plan.source.source ~ ' takes them out'
    ) -%}
{%- endif -%}
{{- return(told | join('; ')) -}}
{%- endmacro %}
