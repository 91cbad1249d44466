{# A source column read as an instant, a Nullable(DateTime64(3, 'UTC')).

Times of the engine keep their instant; everything else, its dates too, is read as text: as D8 says, or by `format`, a pattern
of strptime's codes or a unit (seconds … nanoseconds). A zone's name at the end of the text decides, then an offset in
it, then `time_zone`, else UTC. A local time that a gap skips moves on by the gap; of two the earlier counts.
#}
{% macro read_time(column, format=none, time_zone=none) -%}
if(
    {{ segflux._is_of_type(column, 'DateTime') }},
    {{ segflux._milliseconds_cut(column) }},
    {{ segflux._read_text_of_time('trimBoth(toString(' ~ column ~ "), ' \\t\\r\\n')", format, time_zone) }}
)
{%- endmacro %}

{# The type of a column is a constant, so that only the branch that fits it is ever analyzed. #}
{% macro _is_of_type(column, type) -%}
match(toTypeName({{ column }}), '^(Nullable\\(|LowCardinality\\()*{{ type }}')
{%- endmacro %}

{# A cast to milliseconds would round times before 1970 toward the future. #}
{% macro _milliseconds_cut(time) -%}
fromUnixTimestamp64Milli(
    toInt64(floor(toUnixTimestamp64Micro(toDateTime64({{ time }}, 6, 'UTC')) / 1000)), 'UTC'
)
{%- endmacro %}

{% macro _read_text_of_time(text, format, time_zone) -%}
{%- if format in ('seconds', 'milliseconds', 'microseconds', 'nanoseconds') -%}
    {{- return(segflux._read_number_of_time(text, format)) -}}
{%- endif -%}
{%- set zone = segflux._zone_at_the_end(text) -%}
arrayMap(
    (body, zone) -> arrayMap(
        wall -> if(
            {{ segflux._is_instant_already(format, time_zone) }},
            wall,
            {{ segflux._instant_of_wall('wall', time_zone) }}
        ),
        [{{ segflux._read_wall(format) }}]
    )[1],
    [if({{ zone }} = '', {{ text }}, trimRight(left({{ text }}, length({{ text }}) - length({{ zone }}))))],
    [{{ zone }}]
)[1]
{%- endmacro %}

{% macro _is_instant_already(format, time_zone) -%}
{%- set default = segflux.spelled(time_zone or 'UTC') -%}
if(zone = '', {{ default }}, zone) in ('UTC', 'GMT', 'Z')
{%- if not format %}
or not match(body, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?$')
{%- elif '%z' in format %}
or true
{%- endif -%}
{%- endmacro %}

{# The engine's own parser, which takes other signs for digits, is some times faster for the usual spelling. #}
{% macro _read_wall(format) -%}
{%- if format -%}
    {{- return(segflux._read_format('body', format)) -}}
{%- endif -%}
if(
    match(body, '^(19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$'),
    toDateTime64(parseDateTime64OrNull(body, '%Y-%m-%d %H:%i:%s', 'UTC'), 3, 'UTC'),
    {{ segflux.time_in('body') }}
)
{%- endmacro %}

{# The last word of a text where it names a time zone, else ''. #}
{% macro _zone_at_the_end(text) -%}
{%- set word = 'regexpExtract(' ~ text ~ ", '[0-9] ?([A-Za-z][A-Za-z0-9_+/-]*)$', 1)" -%}
if({{ word }} in (select time_zone from system.time_zones), {{ word }}, '')
{%- endmacro %}

{# strptime's codes in the engine's words: %i are minutes, %M is a month's name, %W a weekday's; %c, %e, %k and %l need no
leading zero, as strptime does not. #}
{% macro _read_format(text, format) -%}
{%- set words = {'M': 'i', 'B': 'M', 'A': 'W', 'm': 'c', 'd': 'e', 'H': 'k', 'I': 'l'} -%}
{%- set parts = [] -%}
{%- for part in modules.re.findall('%.|[^%]+', format) -%}
    {%- do parts.append('%' ~ words.get(part[1], part[1]) if part[0] == '%' else part) -%}
{%- endfor -%}
{%- set readable = text -%}
{%- if '%f' in format -%}
    {%- set before = segflux._pattern_of_format(format.partition('%f')[0] ~ '%f') -%}
    {%- set readable = 'replaceRegexpOne(' ~ readable ~ ', ' ~ segflux.spelled('^(' ~ before ~ ')[0-9]+') ~ ", '\\\\1')" -%}
{%- endif -%}
{%- if '%z' in format -%}
    {%- set readable = 'replaceRegexpOne(replaceRegexpOne(' ~ readable
        ~ ", '([+-][0-9]{2}):([0-9]{2})', '\\\\1\\\\2'), 'Z$', '+0000')" -%}
{%- endif -%}
{%- set readable = 'if(match(' ~ text ~ ', ' ~ segflux.spelled('^' ~ segflux._pattern_of_format(format, '[0-9]+') ~ '$') ~ '), ' ~ readable ~ ", '')" -%}
{{- segflux._milliseconds_cut('parseDateTime64OrNull(' ~ readable ~ ', ' ~ segflux.spelled(parts | join) ~ ", 'UTC')") -}}
{%- endmacro %}

{# What a text must look like: the engine's parser takes other signs for digits, and six digits of a fraction at most. #}
{% macro _pattern_of_format(format, fraction='[0-9]{6}') -%}
{%- set digits = {'Y': '[0-9]{4}', 'j': '[0-9]{3}', 'f': fraction, '%': '%'} -%}
{%- for code in 'mdHI' -%}{%- do digits.update({code: '[0-9]{1,2}'}) -%}{%- endfor -%}
{%- for code in 'yMS' -%}{%- do digits.update({code: '[0-9]{2}'}) -%}{%- endfor -%}
{%- set parts = [] -%}
{%- for part in modules.re.findall('%.|[^%]+', format) -%}
    {%- if part[0] != '%' -%}
        {%- do parts.append(modules.re.escape(part)) -%}
    {%- else -%}
        {%- do parts.append(digits.get(part[1], '.+')) -%}
    {%- endif -%}
{%- endfor -%}
{{- return(parts | join) -}}
{%- endmacro %}

{% macro _read_number_of_time(text, unit) -%}
{%- set per_millisecond = {'seconds': '0.001', 'milliseconds': '1', 'microseconds': '1000', 'nanoseconds': '1000000'}[unit] -%}
{%- set number = 'toDecimal256OrNull(' ~ text ~ ', 9)' -%}
{%- set milliseconds = 'floor(' ~ number ~ ' / ' ~ per_millisecond ~ ')' -%}
{%- if unit == 'seconds' -%}
    {%- set milliseconds = 'floor(' ~ number ~ ' * 1000)' -%}
{%- endif -%}
if(
    {{ milliseconds }} between -2208988800000 and 10413791999999,
    fromUnixTimestamp64Milli(toInt64(assumeNotNull({{ milliseconds }})), 'UTC'),
    null
)
{%- endmacro %}

{# A wall clock's reading in a zone as an instant: the offset of a day before and of a day after is tried. #}
{% macro _instant_of_wall(wall, time_zone) -%}
fromUnixTimestamp64Milli(
    arrayMap(
        (told, zone) -> arrayMap(
            (early, late) -> if(
                early + {{ segflux._offset_at('early', 'zone') }} != told
                and late + {{ segflux._offset_at('late', 'zone') }} = told,
                late,
                early
            ),
            [told - {{ segflux._offset_at('(told - 86400000)', 'zone') }}],
            [told - {{ segflux._offset_at('(told + 86400000)', 'zone') }}]
        )[1],
        [toUnixTimestamp64Milli({{ wall }})],
        [if(zone = '', {{ segflux.spelled(time_zone or 'UTC') }}, zone)]
    )[1],
    'UTC'
)
{%- endmacro %}

{% macro _offset_at(instant, zone) -%}
(
    toUnixTimestamp64Milli(
        toDateTime64(toString(fromUnixTimestamp64Milli({{ instant }}, 'UTC'), {{ zone }}), 3, 'UTC')
    ) - {{ instant }}
)
{%- endmacro %}
