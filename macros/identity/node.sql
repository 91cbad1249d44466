{# The 64-bit node of one cleaned identifier, never 0. #}
{% macro node(type, value) -%}
greatest(sipHash64(concat({{ type }}, '\0', {{ value }})), toUInt64(1))
{%- endmacro %}
