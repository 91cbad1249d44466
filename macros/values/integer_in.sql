{# The integer from -2^63 to 2^64 - 1 that a text reads as, exactly; none for anything else. #}
{% macro integer_in(text) -%}
multiIf(
    match({{ text }}, '^-?[0-9]{1,18}$'), toInt128(toInt64OrZero({{ text }})),
    match({{ segflux.trimmed(text) }}, '^[+-]?0*[0-9]{1,20}$'),
    {{ segflux._within_64_bits("toInt128OrNull(" ~ segflux._plain_digits(text) ~ ")") }},
    null
)
{%- endmacro %}

{% macro _plain_digits(text) -%}
replaceRegexpOne({{ segflux.trimmed(text) }}, '^\\+?(-?)0*([0-9])', '\\1\\2')
{%- endmacro %}

{% macro _within_64_bits(integer) -%}
if(
    {{ integer }} between toInt128('-9223372036854775808') and toInt128('18446744073709551615'),
    {{ integer }},
    null
)
{%- endmacro %}
