{# The number that a text reads as: trimmed, decimal digits with an optional sign, point and exponent; else none. #}
{% macro number_in(text) -%}
if(
    {{ segflux.reads_as_number(text) }},
    JSONExtract({{ segflux._number_as_json(text) }}, 'Nullable(Float64)'),
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
