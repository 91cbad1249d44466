{# A condition: profiles of a base by fifths of recency, frequency and total. Data only; `population_select` spells it. #}
{% macro has_scores(
    base, test, total='', events='', where='', after=none, since=none, until=none, time_zone='UTC', others=[], computed={}
) -%}
{{ return({
    'kind': 'rfm',
    'is_late': true,
    'base': base,
    'test': test,
    'total': total,
    'events': events,
    'where': where,
    'after': after,
    'since': since,
    'until': until,
    'segment': '',
    'time_zone': time_zone,
    'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
