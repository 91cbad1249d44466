{# The number that one JSON value is, or reads as when it is text; none for anything else. #}
{% macro number_of(raw) -%}
multiIf(
    startsWith({{ raw }}, '"'), {{ segflux.number_in('JSONExtractString(' ~ raw ~ ')') }},
    match({{ raw }}, '^[-0-9]'), {{ segflux._double_in_json(raw) }},
    null
)
{%- endmacro %}
