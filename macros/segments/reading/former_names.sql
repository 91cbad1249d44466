{# The segments that say a former name, by that name. #}
{% macro former_names(segments) -%}
    {%- set former = {} -%}
    {%- for segment in segments if segment.get('renamed_from') -%}
        {%- do former.update({segment.renamed_from: segment.segment}) -%}
    {%- endfor -%}
    {{ return(former) }}
{%- endmacro %}
