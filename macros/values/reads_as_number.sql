{# True where a text, trimmed, is spelled as a number. #}
{% macro reads_as_number(text) -%}
match({{ segflux.trimmed(text) }}, '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$')
{%- endmacro %}
