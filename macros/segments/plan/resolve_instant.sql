{# A moment in words as milliseconds since 1970, given the instant of the evaluation.

The words: `as_of`; `7 days ago`; `2026-01-31` (a local midnight); `2026-01-31T10:00:00.000Z`;
`start of week`, `start of week -3`, `start of week +1` (whole local periods before or after this one).
Seconds to weeks are exact; months and years step the calendar in the time zone and keep the time of day.
#}
{% macro resolve_instant(words, as_of, time_zone='UTC') -%}
    {%- set parts = words.split(' ') -%}
    {%- if words == 'as_of' -%}
        {{ return(as_of) }}
    {%- elif parts[-1] == 'ago' -%}
        {{ return(segflux._minus(as_of, parts[0] | int, parts[1], time_zone)) }}
    {%- elif parts[0] == 'start' -%}
        {{ return(segflux._start_of(parts[2], parts[3] | default('0') | int, as_of, time_zone)) }}
    {%- elif words.endswith(' ms Z') -%}
        {{ return(parts[0] | int) }}
    {%- elif words.endswith('Z') -%}
        {%- set moment = modules.datetime.datetime.strptime(words, '%Y-%m-%dT%H:%M:%S.%fZ') -%}
        {{ return(segflux._milliseconds(moment)) }}
    {%- else -%}
        {%- set day = modules.datetime.datetime.strptime(words, '%Y-%m-%d') -%}
        {{ return(segflux._local_to_milliseconds(day, time_zone)) }}
    {%- endif -%}
{%- endmacro %}

{% macro _minus(as_of, amount, unit, time_zone) -%}
    {%- set seconds = {'second': 1, 'minute': 60, 'hour': 3600, 'day': 86400, 'week': 604800} -%}
    {%- set unit = unit.removesuffix('s') -%}
    {%- if unit in seconds -%}
        {{ return(as_of - amount * seconds[unit] * 1000) }}
    {%- endif -%}
    {%- set months = amount * {'month': 1, 'year': 12}[unit] -%}
    {%- set local = segflux._local(as_of, time_zone) -%}
    {{ return(segflux._local_to_milliseconds(segflux._months_later(local, -months), time_zone)) }}
{%- endmacro %}

{# The same local time of day, on the last day of the month if the day is missing; not before the year 1. #}
{% macro _months_later(local, months) -%}
    {%- set count = local.year * 12 + local.month - 1 + months -%}
    {%- if count < 12 -%}
        {{ return(modules.datetime.datetime(1, 1, 1)) }}
    {%- elif count >= 120000 -%}
        {{ return(modules.datetime.datetime(9999, 12, 31)) }}
    {%- endif -%}
    {%- set year, month = count // 12, count % 12 + 1 -%}
    {%- set is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
    {%- set days = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] -%}
    {{ return(local.replace(year=year, month=month, day=[local.day, days] | min)) }}
{%- endmacro %}

{% macro _start_of(unit, steps, as_of, time_zone) -%}
    {%- set local = segflux._local(as_of, time_zone) -%}
    {%- set day = local.replace(hour=0, minute=0, second=0, microsecond=0) -%}
    {%- if unit in ('day', 'week') -%}
        {%- set days = steps * (7 if unit == 'week' else 1) - (day.weekday() if unit == 'week' else 0) -%}
        {%- set start = segflux._days_later(day, days) -%}
    {%- else -%}
        {%- set length = {'month': 1, 'quarter': 3, 'year': 12}[unit] -%}
        {%- set first = day.replace(day=1, month=(day.month - 1) // length * length + 1) -%}
        {%- set start = segflux._months_later(first, steps * length) -%}
    {%- endif -%}
    {{ return(segflux._local_to_milliseconds(start, time_zone)) }}
{%- endmacro %}

{% macro _days_later(day, days) -%}
    {%- set number = [1, day.toordinal() + days] | max -%}
    {{ return(modules.datetime.datetime.fromordinal([number, 3652059] | min)) }}
{%- endmacro %}

{% macro _milliseconds(moment) -%}
    {%- set since = moment - modules.datetime.datetime(1970, 1, 1) -%}
    {{ return(since.days * 86400000 + since.seconds * 1000 + since.microseconds // 1000) }}
{%- endmacro %}

{% macro _local(milliseconds, time_zone) -%}
    {%- set moment = modules.datetime.datetime(1970, 1, 1)
        + modules.datetime.timedelta(milliseconds=milliseconds) -%}
    {%- set zone = modules.pytz.timezone(time_zone) -%}
    {{ return(modules.pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=none)) }}
{%- endmacro %}

{# A local time that exists twice is the earlier; one that does not exist moves forward by the gap. #}
{% macro _local_to_milliseconds(local, time_zone) -%}
    {%- if local.year < 2 or local.year > 9998 -%}
        {{ return(segflux._milliseconds(local)) }}
    {%- endif -%}
    {%- set zone = modules.pytz.timezone(time_zone) -%}
    {%- set candidates = [] -%}
    {%- for is_summer in (true, false) -%}
        {%- set moment = zone.localize(local, is_dst=is_summer).astimezone(modules.pytz.utc) -%}
        {%- do candidates.append(segflux._milliseconds(moment.replace(tzinfo=none))) -%}
    {%- endfor -%}
    {%- set exists = segflux._local(candidates[0], time_zone) == local
        or segflux._local(candidates[1], time_zone) == local -%}
    {{ return(candidates | min if exists else candidates | max) }}
{%- endmacro %}
