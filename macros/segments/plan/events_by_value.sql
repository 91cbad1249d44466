{# Events by the different texts that they have: `keys`, one, times, seen; one row for each text of each profile.

`each`: SQL of a list of texts of an event; `source`: what follows `from`. `times` counts the text, `seen` orders texts by when each was
seen last; of texts of one list the last is the one seen last.
#}
{% macro events_by_value(each, source, keys) -%}
    {%- set keys = keys | join(', ') -%}
    {{ return(
        '(select ' ~ keys ~ ', pair.1 as one, count() as times, max(' ~ segflux._order_of_event('pair.2')
        ~ ') as seen from (select ' ~ keys ~ ', occurred_at, arrived_at, event_id, source, arrayJoin(arrayZip(' ~ each
        ~ ', arrayEnumerate(' ~ each ~ '))) as pair from ' ~ source ~ ') group by ' ~ keys ~ ', one)'
    ) }}
{%- endmacro %}

{# As text that sorts like (occurred_at, arrived_at, event_id, source, place): the greatest text costs half of the greatest tuple. #}
{% macro _order_of_event(place) -%}
    {%- set parts = [] -%}
    {%- for number in ('toUnixTimestamp64Milli(occurred_at)', 'toUnixTimestamp64Milli(arrived_at)') -%}
        {%- do parts.append(segflux._sortable('toUInt64(' ~ number ~ ' + 4611686018427387904)')) -%}
    {%- endfor -%}
    {%- for text in ('event_id', 'source') -%}
        {%- do parts.append("replaceAll(toString(" ~ text ~ "), '\\0', '\\0\\x01'), '\\0\\0'") -%}
    {%- endfor -%}
    {%- do parts.append(segflux._sortable('toUInt64(' ~ place ~ ')')) -%}
    {{ return('concat(' ~ parts | join(', ') ~ ')') }}
{%- endmacro %}

{# The bytes of a whole number, the greatest first. #}
{% macro _sortable(number) -%}
    {{ return('reverse(reinterpret(' ~ number ~ ", 'FixedString(8)'))") }}
{%- endmacro %}
