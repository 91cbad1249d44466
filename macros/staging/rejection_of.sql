{# Why a row of a staging shape can't be used, '' where it can.

`cleaned` is an SQL expression for the row's cleaned identifiers; `is_reread` tells that the source has no arrival column;
`started_at` is the start of the run in milliseconds since 1970.
#}
{% macro rejection_of(shape, cleaned, is_reread, started_at) -%}
{%- set texts = {'events': ['event_id', 'event_name', 'properties'], 'traits': ['traits'], 'records': ['traits'], 'links': ['traits'], 'entities': ['traits'], 'identifiers': []} -%}
{%- set forgotten = segflux.is_forgotten(cleaned) -%}
{%- set document = {'events': 'properties', 'traits': 'traits', 'records': 'traits', 'links': 'traits', 'entities': 'traits'}.get(shape) -%}
multiIf(
    {%- if forgotten != 'false' %}
    {{ forgotten }}, 'forgotten',
    {%- endif %}
    {%- for text in texts[shape] %}
    not isValidUTF8({{ text }}), '{{ text }} is not UTF-8',
    {%- endfor %}
    {%- if shape == 'events' %}
    empty(event_name), 'no event name',
    {%- endif %}
    {%- if shape != 'identifiers' %}
    occurred_at is null, 'no readable time',
    {%- endif %}
    {{ segflux._is_impossible_time(is_reread, started_at) }}, 'impossible time',
    {%- if document %}
    JSONType({{ document }}) != 'Object', '{{ document }} is not a JSON object',
    {%- endif %}
    {%- if shape in ['records', 'links', 'entities'] %}
    JSONExtractString(JSONExtractKeysAndValuesRaw(traits)[1].2, 'id') = '', 'no id',
    {%- endif %}
    {%- if shape != 'entities' %}
    empty({{ cleaned }}), 'no identifier',
    {%- endif %}
    ''
)
{%- endmacro %}

{# An arrival that could not be read is 1970; then, as for sources without arrivals, the run's start bounds the future. #}
{% macro _is_impossible_time(is_reread, started_at) -%}
{%- set start = "fromUnixTimestamp64Milli(toInt64(" ~ started_at ~ "), 'UTC')" -%}
{%- set arrival = start if is_reread
    else "if(arrived_at < toDateTime64('1971-01-01 00:00:00', 3, 'UTC'), " ~ start ~ ", arrived_at)" -%}
(
    occurred_at < toDateTime64('1971-01-01 00:00:00', 3, 'UTC')
    or occurred_at > {{ arrival }} + interval 1 day
)
{%- endmacro %}
