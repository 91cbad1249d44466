{# The number that a text reads as: trimmed, decimal digits with an optional sign, point and exponent; else none. #}
{% macro number_in(text) -%}
multiIf(
    match({{ text }}, '^-?(0|[1-9][0-9]{0,17})(\\.[0-9]+)?$'), JSONExtract({{ text }}, 'Nullable(Float64)'),
    {{ segflux.reads_as_number(text) }}, {{ segflux._double_in_json(segflux._number_as_json(text)) }},
    null
)
{%- endmacro %}

{# JSON knows no leading plus, no leading zeros, and wants digits on both sides of the point. #}
{% macro _number_as_json(text) -%}
replaceRegexpOne(
    replaceRegexpOne(
        replaceRegexpOne({{ segflux.trimmed(text) }}, '^\\+?(-?)0*([0-9])', '\\1\\2'),
        '^\\+?(-?)\\.', '\\10.'
    ),
    '\\.([eE]|$)', '.0\\1'
)
{%- endmacro %}

{# ClickHouse 25.8 reads no whole number beyond 64 bits; with a point behind it is a double to every version. #}
{% macro _double_in_json(json) -%}
JSONExtract(replaceRegexpOne({{ json }}, '^(-?[0-9]{19,})$', '\\1.0'), 'Nullable(Float64)')
{%- endmacro %}
