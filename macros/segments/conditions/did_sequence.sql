{# A condition: one event per step, in strictly increasing time. Data only; `sequence_selects` spells it.

`steps`: mappings of `events`, `where`, `by` (the latest time, of the step before it) and `absences`, which are alike.
#}
{% macro did_sequence(
    steps, inside='', same='', after=none, since=none, until=none, time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'kind': 'sequence',
    'steps': steps,
    'inside': inside,
    'same': same,
    'after': after,
    'since': since,
    'until': until,
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
