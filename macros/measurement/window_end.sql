{# When a goal's window closes that opens with the column `as_of`; months and years go by the calendar of the time zone. #}
{% macro window_end(length, time_zone) -%}
    {%- set amount, unit = length.split(' ')[0] | int, length.split(' ')[1].rstrip('s') -%}
    {%- if unit in ('month', 'year') -%}
        {{ return(
            "toNullable(toTimeZone(add" ~ unit | capitalize ~ 's(toTimeZone(as_of, '
            ~ segflux.spelled(time_zone or 'UTC', "'") ~ '), ' ~ amount ~ "), 'UTC'))"
        ) }}
    {%- endif -%}
    {{ return('toNullable(as_of + toInterval' ~ unit | capitalize ~ '(' ~ amount ~ '))') }}
{%- endmacro %}
