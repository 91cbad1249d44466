{# A condition: profiles of a base that come first, or last, by a value. Data only; `population_select` spells it.

`keys`: SQL over the latest value of `trait`, or over the matching events of a profile; equal keys are one value.
#}
{% macro is_ranked(
    base, limit, keys, is_top=true, trait='', reads='value', events='', where='', after=none, since=none,
    until=none, within_each='', among='', time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'kind': 'rank',
    'is_late': true,
    'base': base,
    'limit': limit,
    'keys': keys,
    'is_top': is_top,
    'trait': trait,
    'reads': reads,
    'events': events,
    'where': where,
    'after': after,
    'since': since,
    'until': until,
    'within_each': within_each,
    'segment': among,
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
