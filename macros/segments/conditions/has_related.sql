{# A condition: profiles whose related records of a kind satisfy a test. Data only; `record_selects` spells it. #}
{% macro has_related(record, where='', having='', time_zone='UTC', others=[], computed={}) -%}
{{ return({
    'kind': 'record', 'record': record, 'where': where, 'having': having, 'time_zone': time_zone, 'others': others,
    'computed': computed,
}) }}
{%- endmacro %}
