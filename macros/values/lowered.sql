{# A text in lower case, each code point by itself; a capital sigma is never taken for a final one. #}
{% macro lowered(text) -%}
lowerUTF8(replaceAll({{ text }}, 'Σ', 'σ'))
{%- endmacro %}
