{# A source column as one JSON value.

Without a type the column's own decides. `type` is text, number, boolean, time (with `format` and `time_zone` as in
`read_time`) or json. What does not read as its type stays the text that it is, and no value stays null.
#}
{% macro read_value(column, type=none, format=none, time_zone=none) -%}
{%- set readers = {
    'text': segflux._value_of_text,
    'number': segflux._value_of_number,
    'boolean': segflux._value_of_boolean,
    'json': segflux._value_of_json,
} -%}
{%- if type == 'time' -%}
    {%- set value = segflux._value_of_time(column, format, time_zone) -%}
{%- elif type is none -%}
    {%- set value = segflux._value_of_column(column) -%}
{%- else -%}
    {%- set value = readers[type](column) -%}
{%- endif -%}
ifNull({{ value }}, 'null')
{%- endmacro %}

{# A time is written with its zone, or it would be read as UTC whatever zone the column has.

A FixedString is filled up with zero bytes, which `toString` leaves out. ClickHouse 25.8 reads every branch of a `multiIf`,
and wants one type of those of an `if`.
#}
{% macro _value_of_column(column) -%}
if(
    {{ segflux._is_of_type(column, 'DateTime') }},
    {{ segflux._iso_of_time(segflux._milliseconds_cut(column)) }},
    if(
        {{ segflux._is_of_type(column, 'FixedString') }},
        toJSONString(toString({{ column }})),
        toJSONString({{ column }})
    )
)
{%- endmacro %}

{% macro _value_of_text(column) -%}
toJSONString({{ segflux.read_text(column) }})
{%- endmacro %}

{% macro _value_of_number(column) -%}
arrayMap(
    text -> multiIf(
        match(text, '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$'), text,
        {{ segflux.integer_in('text') }} is not null, toString({{ segflux.integer_in('text') }}),
        isFinite({{ segflux.number_in('text') }}), toString({{ segflux.number_in('text') }}),
        toJSONString(text)
    ),
    [{{ segflux.trimmed(segflux.read_text(column)) }}]
)[1]
{%- endmacro %}

{% macro _value_of_boolean(column) -%}
arrayMap(
    text -> multiIf(
        lower(text) in ('true', 't', 'yes', 'y', 'on', '1'), 'true',
        lower(text) in ('false', 'f', 'no', 'n', 'off', '0'), 'false',
        toJSONString(text)
    ),
    [{{ segflux.trimmed(segflux.read_text(column)) }}]
)[1]
{%- endmacro %}

{# Digits that the format refused would be read as seconds since 1970: they are no value. #}
{% macro _value_of_time(column, format, time_zone) -%}
coalesce(
    {{ segflux._iso_of_time(segflux.read_time(column, format, time_zone)) }},
    if(
        {{ segflux.reads_as_number('toString(' ~ column ~ ')') }},
        null,
        toJSONString(toString({{ column }}))
    )
)
{%- endmacro %}

{% macro _iso_of_time(time) -%}
concat('"', replaceOne(toString({{ time }}), ' ', 'T'), 'Z"')
{%- endmacro %}

{# `isValidJSON` takes no LowCardinality(Nullable(String)). #}
{% macro _value_of_json(column) -%}
{%- set text = 'ifNull(toString(' ~ column ~ "), 'null')" -%}
if(
    {{ segflux._is_of_type(column, '(String|FixedString)') }},
    if(isValidJSON({{ text }}), {{ text }}, toJSONString({{ text }})),
    toJSONString({{ column }})
)
{%- endmacro %}
