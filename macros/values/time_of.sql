{# The instant of one JSON value: text in an ISO form, or a number of seconds or milliseconds since 1970; else none. #}
{% macro time_of(raw) -%}
if(
    startsWith({{ raw }}, '"'),
    {{ segflux.time_in('JSONExtractString(' ~ raw ~ ')') }},
    if(match({{ raw }}, '^[-0-9]'), {{ segflux.time_in(raw) }}, null)
)
{%- endmacro %}
