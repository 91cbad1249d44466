{# The number that a text reads as, as an exact decimal rounded half away from zero to 6 places; else none.

What has no more than 15 digits, 6 of them behind the point, is exact as it stands. Of all others only the seventh place
decides a rounding away from zero, so the rest may be cut off first.
#}
{% macro decimal_in(text) -%}
multiIf(
    match({{ text }}, '^-?([0-9]{1,9}(\\.[0-9]{1,6})?|[0-9]{10,18})$'), toDecimal128OrNull({{ text }}, 6),
    {{ segflux.reads_as_number(text) }},
    toDecimal128OrNull(toString(round(toDecimal256OrNull({{ segflux._shortest_number(text) }}, 7), 6)), 6),
    null
)
{%- endmacro %}

{# Whole numbers of 64 bits keep every digit; all others go through the double they mean. #}
{% macro _shortest_number(text) -%}
coalesce(
    toString({{ segflux.integer_in(text) }}),
    toString({{ segflux.number_in(text) }})
)
{%- endmacro %}
