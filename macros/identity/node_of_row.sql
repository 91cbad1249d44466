{# The node that a row is stored with: its strongest identifier that is not blocked by hand, else its strongest; 0 without any.

`cleaned` is SQL for the row's cleaned identifiers. A row is of the others on it while one is blocked, and stays so when the
block goes: its links were stored meanwhile, so that all of them are one person again.
#}
{% macro node_of_row(cleaned) -%}
{%- set nodes = segflux.nodes_of(segflux.without_forgotten(cleaned)) -%}
{%- set blocked = segflux._blocked_by_hand_sql() -%}
{%- if blocked is none -%}
    {{- return(nodes ~ '[1]') -}}
{%- endif -%}
{{- return(
    'arrayFirst(node -> node != 0, [arrayFirst(node -> node not in (' ~ blocked ~ '), ' ~ nodes ~ '), ' ~ nodes ~ '[1]])'
) -}}
{%- endmacro %}

{% macro _blocked_by_hand_sql() -%}
{%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' and node.name == 'int_identity_overrides'
    and segflux.identity_rules().overrides and run_query('exists table ' ~ node.relation_name).rows[0][0] | int == 1 -%}
    {%- set given = segflux._instructions_sql({'tables': {'overrides': node.relation_name}}) -%}
    {%- set blocked = 'select a from (' ~ given ~ ") where override_action = 'block'" -%}
    {{- return(none if segflux.is_empty('(' ~ blocked ~ ')') else blocked) -}}
{%- endfor -%}
{{- return(none) -}}
{%- endmacro %}
