{# A condition: profiles whose matching events satisfy a test. Data only; `leaf_statements` spells it.

With `each`, SQL of a list of texts of an event, `having` is over the rows of `events_by_value`.
#}
{% macro did_event(
    events='', where='', after=none, since=none, until=none, having='', each='', time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'kind': 'events',
    'events': events,
    'where': where,
    'after': after,
    'since': since,
    'until': until,
    'having': having,
    'each': each,
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
