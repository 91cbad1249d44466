{# A text without spaces, tabs, carriage returns and line feeds at its ends. #}
{% macro trimmed(text) -%}
trimBoth({{ text }}, ' \t\r\n')
{%- endmacro %}
