{# The integer from -2^63 to 2^64 - 1 that one JSON value is, or reads as when it is text, exactly; none for anything else. #}
{% macro integer_of(raw) -%}
if(
    startsWith({{ raw }}, '"'),
    {{ segflux.integer_in('JSONExtractString(' ~ raw ~ ')') }},
    {{ segflux.integer_in(raw) }}
)
{%- endmacro %}
