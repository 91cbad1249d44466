{# The text form of one JSON value: a number in its shortest form, a boolean as true or false, lists and objects none. #}
{% macro text_of(raw) -%}
multiIf(
    startsWith({{ raw }}, '"'), JSONExtractString({{ raw }}),
    {{ raw }} in ('true', 'false'), {{ raw }},
    {{ raw }} = '-0', '0',
    match({{ raw }}, '^[-0-9]'), replaceOne({{ segflux._positive_exponent(raw) }}, 'e+-', 'e-'),
    null
)
{%- endmacro %}

{# ClickHouse writes 1e21 where ECMAScript writes 1e+21. #}
{% macro _positive_exponent(raw) -%}
replaceOne({{ raw }}, 'e', 'e+')
{%- endmacro %}
