{# The distinct leaves of segments, by id. #}
{% macro leaves_of(segments) -%}
    {%- set leaves = {} -%}
    {%- for segment in segments -%}{%- do leaves.update(segment.leaves) -%}{%- endfor -%}
    {{ return(leaves) }}
{%- endmacro %}
