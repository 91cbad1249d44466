{# The nodes of identifiers that are cleaned already, in their order; an Array(UInt64). #}
{% macro nodes_of(cleaned) -%}
arrayMap(identifier -> {{ segflux.node('identifier.1', 'identifier.2') }}, {{ cleaned }})
{%- endmacro %}
