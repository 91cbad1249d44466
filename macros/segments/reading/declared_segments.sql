{# What the models of segments say of themselves in `meta`, by name; retired ones have no members. #}
{% macro declared_segments() -%}
    {%- set found = {} -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' -%}
        {%- set said = (node.config.get('meta') or {}).get('segflux', {}) -%}
        {%- if said.get('segment') -%}
            {%- do found.update({said.segment: said}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set segments = [] -%}
    {%- for name in found.keys() | sort(case_sensitive=true) -%}
        {%- do segments.append(found[name]) -%}
    {%- endfor -%}
    {{ return(segments) }}
{%- endmacro %}
