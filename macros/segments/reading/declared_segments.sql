{# What the models of segments say of themselves in `meta`, by name; retired ones have no members. #}
{% macro declared_segments() -%}
    {%- set found = {} -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == 'model' -%}
        {%- set said = (node.config.get('meta') or {}).get('segflux', {}) -%}
        {%- for one in ([said] if said.get('segment') else said.get('segments', [])) -%}
            {%- do found.update({one.segment: one}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set segments = [] -%}
    {%- for name in found.keys() | sort(case_sensitive=true) -%}
        {%- do segments.append(found[name]) -%}
    {%- endfor -%}
    {{ return(segments) }}
{%- endmacro %}
