{# A text in lower case, each code point by itself; a capital sigma is never taken for a final one.

Plain ASCII, nearly every text, goes the much shorter way.
#}
{% macro lowered(text) -%}
if(length({{ text }}) = lengthUTF8({{ text }}), lower({{ text }}), lowerUTF8(replaceAll({{ text }}, 'Σ', 'σ')))
{%- endmacro %}
