{# A condition: profiles whose matching events satisfy a test. Data only; `leaf_statements` spells it. #}
{% macro did_event(
    events='', where='', after=none, since=none, until=none, having='', time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'kind': 'events',
    'events': events,
    'where': where,
    'after': after,
    'since': since,
    'until': until,
    'having': having,
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
