{# An SQL fragment with every `{at …}` and `{anniversary …}` in it replaced by what it is at this evaluation. #}
{% macro resolve_moments(fragment, as_of, time_zone='UTC') -%}
    {%- set resolved = namespace(text=fragment) -%}
    {%- for words in modules.re.findall('[{]at ([^{}]+)[}]', fragment) -%}
        {%- set milliseconds = segflux.resolve_instant(words, as_of, time_zone) -%}
        {%- set resolved.text = resolved.text.replace('{at ' ~ words ~ '}', milliseconds ~ '') -%}
    {%- endfor -%}
    {%- for days in modules.re.findall('[{]anniversary within ([0-9]+) days of time[}]', fragment) -%}
        {%- set test = segflux._anniversary_test(days | int, as_of, time_zone) -%}
        {%- set resolved.text = resolved.text.replace('{anniversary within ' ~ days ~ ' days of time}', test) -%}
    {%- endfor -%}
    {{ return(resolved.text) }}
{%- endmacro %}

{# True for a `time` in milliseconds whose local date returns within the days from today on.

A date returns every year after its own; 29 February on the 28th in common years. Before the year 1 there is no date.
#}
{% macro _anniversary_test(days, as_of, time_zone) -%}
    {%- set now = segflux._local(as_of, time_zone) -%}
    {%- set today = now.replace(hour=0, minute=0, second=0, microsecond=0) -%}
    {%- set tomorrow = segflux._local_to_milliseconds(segflux._days_later(today, 1), time_zone) -%}
    {%- set last = segflux._days_later(today, days) -%}
    {%- set born = segflux._local_date('assumeNotNull(time)', time_zone) -%}
    {%- set in_some_year = [] -%}
    {%- for year in range(today.year, [last.year, today.year + 8] | min + 1) -%}
        {%- set is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
        {%- set first = today.month * 100 + today.day if year == today.year else 101 -%}
        {%- set end = last.month * 100 + last.day if year == last.year else 1231 -%}
        {%- set day = 'toMonth(' ~ born ~ ') * 100 + toDayOfMonth(' ~ born ~ ')' -%}
        {%- set returned = day if is_leap else 'if(' ~ day ~ ' = 229, 228, ' ~ day ~ ')' -%}
        {%- do in_some_year.append(
            '((time < -2208988800000 or toYear(' ~ born ~ ') < ' ~ year ~ ') and ' ~ returned ~ ' between ' ~ first ~ ' and ' ~ end ~ ')'
        ) -%}
    {%- endfor -%}
    {{ return(
        'ifNull(time > -62135500000000 and time < ' ~ tomorrow ~ ' and (' ~ in_some_year | join(' or ') ~ '), false)'
    ) }}
{%- endmacro %}

{# Dates of the engine reach from 1900 to 2299; the calendar repeats itself every 400 years. #}
{% macro _local_date(milliseconds, time_zone) -%}
toDate32(fromUnixTimestamp64Milli(
    positiveModulo({{ milliseconds }} + 2208988800000, 12622780800000) - 2208988800000, '{{ time_zone }}'
))
{%- endmacro %}
