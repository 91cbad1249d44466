{# The milliseconds since 1970 of the instant that a text reads as, for any year from 0 to 9999; else none.

Dates and the usual spellings of an instant go to the engine's own parser, which is twenty times faster; all others are
taken apart. `if` computes only the branch that a row needs, where `coalesce` computes both.
#}
{% macro milliseconds_in(text) -%}
arrayMap(
    text -> multiIf(
        match(text, {{ segflux._usual_instant() }}), {{ segflux._milliseconds_of_usual('text') }},
        match(text, '^[0-9]{4}-'), {{ segflux._taken_apart('text') }},
        arrayMap(number -> {{ segflux._milliseconds_of_number('number') }}, [{{ segflux.number_in('text') }}])[1]
    ),
    [ifNull({{ text }}, '')]
)[1]
{%- endmacro %}

{# 2026-05-04, 2026-05-04T10:00:00Z, 2026-05-04T10:00:00.250Z. The engine's parser reads years from 1900 to 2299 in every
version, and takes other signs for digits. #}
{% macro _usual_instant() -%}
'^(19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z)?$'
{%- endmacro %}

{# None of the 30th of February and their like. #}
{% macro _milliseconds_of_usual(text) -%}
toUnixTimestamp64Milli(parseDateTime64OrNull(
    if(length({{ text }}) = 10, concat({{ text }}, 'T00:00:00'), left({{ text }}, 19)), '%Y-%m-%dT%H:%i:%S', 'UTC'
)) + toInt64OrZero(substring({{ text }}, 21, 3))
{%- endmacro %}

{% macro _taken_apart(text) -%}
arrayElementOrNull(
    arrayMap(
        part -> {{ segflux._milliseconds_of_parts('part') }},
        arrayFilter(
            part -> {{ segflux._is_an_instant('part') }},
            [extractGroups({{ text }}, {{ segflux._time_pattern() }})]
        )
    ),
    1
)
{%- endmacro %}

{% macro _time_pattern() -%}
'^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]+))?)?(?:Z|([+-])([0-9]{2})(?::([0-9]{2}))?)?)?$'
{%- endmacro %}

{# Year, month, day, hour, minute, second, fraction, sign, hours and minutes of the offset, as texts. #}
{% macro _is_an_instant(part) -%}
length({{ part }}) = 10
and toUInt8OrZero({{ part }}[2]) between 1 and 12
and toUInt8OrZero({{ part }}[3]) between 1 and {{ segflux._days_in_month(part) }}
and toUInt8OrZero({{ part }}[4]) < 24
and toUInt8OrZero({{ part }}[5]) < 60
and toUInt8OrZero({{ part }}[6]) < 60
and toUInt8OrZero({{ part }}[9]) < 24
and toUInt8OrZero({{ part }}[10]) < 60
{%- endmacro %}

{% macro _days_in_month(part) -%}
if(
    {{ part }}[2] = '02',
    28 + (
        toUInt16OrZero({{ part }}[1]) % 4 = 0
        and (toUInt16OrZero({{ part }}[1]) % 100 != 0 or toUInt16OrZero({{ part }}[1]) % 400 = 0)
    ),
    if({{ part }}[2] in ('04', '06', '09', '11'), 30, 31)
)
{%- endmacro %}

{% macro _milliseconds_of_parts(part) -%}
{{ segflux._days_since_1970(part) }} * 86400000
+ (toInt64OrZero({{ part }}[4]) * 60 + toInt64OrZero({{ part }}[5])) * 60000
+ toInt64OrZero({{ part }}[6]) * 1000
+ toInt64OrZero(substring(rightPad(left({{ part }}[7], 3), 3, '0'), 1, 3))
- if({{ part }}[8] = '-', -1, 1)
* (toInt64OrZero({{ part }}[9]) * 60 + toInt64OrZero({{ part }}[10])) * 60000
{%- endmacro %}

{# The proleptic Gregorian calendar counted from 1 March, so that the leap day ends a year. #}
{% macro _days_since_1970(part) -%}
{%- set year = '(toInt64OrZero(' ~ part ~ '[1]) - (toInt64OrZero(' ~ part ~ '[2]) <= 2) + 400)' -%}
{%- set month = '((toInt64OrZero(' ~ part ~ '[2]) + 9) % 12)' -%}
(
    {{ year }} * 365 + intDiv({{ year }}, 4) - intDiv({{ year }}, 100) + intDiv({{ year }}, 400)
    + intDiv(153 * {{ month }} + 2, 5) + toInt64OrZero({{ part }}[3]) - 1 - 719468 - 146097
)
{%- endmacro %}

{# Below 10^11 in size a number counts seconds, else milliseconds; what is finer is cut toward the past.

The decimal digits count, not the double nearest to them: 1.005 seconds are 1005 milliseconds.
#}
{% macro _milliseconds_of_number(number) -%}
multiIf(
    abs({{ number }}) < 1e11,
    toInt64OrNull(toString(floor(toDecimal256OrNull(toString({{ number }}), 60) * 1000))),
    abs({{ number }}) < 1e16,
    accurateCastOrNull(floor({{ number }}), 'Int64'),
    abs({{ number }}) >= 1e16,
    toInt64(sign({{ number }})) * 10000000000000000,
    null
)
{%- endmacro %}
