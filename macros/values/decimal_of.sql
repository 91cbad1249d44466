{# The number of one JSON value as an exact decimal, rounded half away from zero to 6 places; none where it has no number. #}
{% macro decimal_of(raw) -%}
if(
    startsWith({{ raw }}, '"'),
    {{ segflux.decimal_in('JSONExtractString(' ~ raw ~ ')') }},
    {{ segflux.decimal_in(raw) }}
)
{%- endmacro %}
