{# The distinct leaves of segments, by id, and those of the bases of `others`. #}
{% macro leaves_of(segments, others=[]) -%}
    {%- set leaves = {} -%}
    {%- for segment in others -%}
        {%- for id, leaf in segment.leaves.items() if '{' ~ id ~ '}' in segment.base -%}
            {%- do leaves.update({id: leaf}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for segment in segments -%}{%- do leaves.update(segment.leaves) -%}{%- endfor -%}
    {{ return(leaves) }}
{%- endmacro %}
