{# A condition: profiles linked to an entity of a kind that is in a set. Data only; `entity_selects` spells it.

`key`: the column of events with the id of their entity; `members`: algebra over `leaves`, pairs of an id and a condition
that are about entities.
#}
{% macro belongs_to(entity, key, members, leaves) -%}
{{ return({'kind': 'entity', 'entity': entity, 'key': key, 'members': members, 'leaves': dict(leaves)}) }}
{%- endmacro %}
