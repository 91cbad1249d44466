{# The instant of a number of milliseconds since 1970. #}
{% macro instant_at(milliseconds) -%}
fromUnixTimestamp64Milli({{ milliseconds }}, 'UTC')
{%- endmacro %}
