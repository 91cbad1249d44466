{# The milliseconds since 1970 of the instant of one JSON value, for any year from 0 to 9999; else none. #}
{% macro milliseconds_of(raw) -%}
if(
    startsWith({{ raw }}, '"'),
    {{ segflux.milliseconds_in('JSONExtractString(' ~ raw ~ ')') }},
    if(match({{ raw }}, '^[-0-9]'), {{ segflux.milliseconds_in(raw) }}, null)
)
{%- endmacro %}
