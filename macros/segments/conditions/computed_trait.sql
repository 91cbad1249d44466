{# A trait that is computed from the events of each profile. Data only; `_computed_values` spells it.

`value`: SQL over the matching events that gives JSON, empty for no value; `default`: what it is without any. With `each`, SQL of a list
of texts of an event, `value` is over the rows of `events_by_value`.
#}
{% macro computed_trait(
    value, events='', where='', after=none, since=none, until=none, each='', default='', time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'value': value,
    'events': events,
    'where': where,
    'after': after,
    'since': since,
    'until': until,
    'each': each,
    'default': default,
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
