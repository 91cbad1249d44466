{# A moment of a row, in milliseconds, so many calendar months later (or earlier) in a time zone.

The same local time of day, on the last day of the month if the day is missing. A local time that exists twice is
the earlier; one that does not exist moves forward by the gap. `time_zone` is a literal.
#}
{% macro months_later(milliseconds, months, time_zone) -%}
    {%- set wall = segflux._wall_clock(milliseconds, time_zone) -%}
    {%- set moved = "toUnixTimestamp64Milli(addMonths(fromUnixTimestamp64Milli(" ~ wall ~ ", 'UTC'), " ~ months ~ '))' -%}
    {%- if time_zone == "'UTC'" -%}
        {{ return(moved) }}
    {%- endif -%}
    {%- set early = 'wall - ' ~ segflux._offset('wall - 86400000', time_zone) -%}
    {%- set late = 'wall - ' ~ segflux._offset('wall + 86400000', time_zone) -%}
    {%- set is_early = segflux._wall_clock('early', time_zone) ~ ' = wall' -%}
    {%- set is_late = segflux._wall_clock('late', time_zone) ~ ' = wall' -%}
    {{ return(
        'arrayMap(wall -> arrayMap((early, late) -> multiIf(early = late, early, ' ~ is_early ~ ' and ' ~ is_late
        ~ ', least(early, late), ' ~ is_early ~ ', early, ' ~ is_late ~ ', late, greatest(early, late)), ['
        ~ early ~ '], [' ~ late ~ '])[1], [' ~ moved ~ '])[1]'
    ) }}
{%- endmacro %}

{# What a clock on the wall shows, as milliseconds since 1970 on that clock. #}
{% macro _wall_clock(milliseconds, time_zone) -%}
    {{ return(milliseconds if time_zone == "'UTC'"
        else milliseconds ~ ' + ' ~ segflux._offset(milliseconds, time_zone)) }}
{%- endmacro %}

{% macro _offset(milliseconds, time_zone) -%}
    {{ return(
        'toInt64(timeZoneOffset(fromUnixTimestamp64Milli(' ~ milliseconds ~ ', ' ~ time_zone ~ '))) * 1000'
    ) }}
{%- endmacro %}
