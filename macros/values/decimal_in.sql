{# The number that a text reads as, as an exact decimal rounded half away from zero to 6 places; else none.

Only the seventh place decides a rounding away from zero, so the rest may be cut off first. #}
{% macro decimal_in(text) -%}
toDecimal128OrNull(
    toString(round(toDecimal256OrNull({{ segflux._shortest_number(text) }}, 7), 6)), 6
)
{%- endmacro %}

{# Whole numbers of 64 bits keep every digit; all others go through the double they mean. #}
{% macro _shortest_number(text) -%}
coalesce(
    toString({{ segflux.integer_in(text) }}),
    toString({{ segflux.number_in(text) }})
)
{%- endmacro %}
