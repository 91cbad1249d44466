{# A condition: profiles of which an expression is true. Data only; `sql_selects` spells it.

`events`: pairs of SQL that picks events by name and the column of their list; `others`: traits with their columns.
#}
{% macro satisfies_sql(test, events=[], others=[], computed={}) -%}
{{ return({'kind': 'sql', 'test': test, 'events': events, 'others': others, 'computed': computed}) }}
{%- endmacro %}
