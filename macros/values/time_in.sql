{# The instant, UTC and to the millisecond, that a text reads as; else none.

A timestamp of the engine reaches from 1900 to 2299; an instant outside is none. Names bound by `arrayMap` keep the SQL
small: the engine analyzes every repetition, in each query over a source.
#}
{% macro time_in(text) -%}
arrayMap(
    milliseconds -> if(
        milliseconds between -2208988800000 and 10413791999999,
        fromUnixTimestamp64Milli(assumeNotNull(milliseconds), 'UTC'),
        null
    ),
    [{{ segflux.milliseconds_in(text) }}]
)[1]
{%- endmacro %}
