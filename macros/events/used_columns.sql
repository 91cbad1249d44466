{# The properties that segments use, as columns of `fct_events`: [{column, type, expression}], ordered by column.

They stand as `meta.segflux.facets` on the models of segments; the same column may be used by many of them.
#}
{% macro used_columns() -%}
{%- set found = {} -%}
{%- if execute -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- for facet in (node.config.get('meta') or {}).get('segflux', {}).get('facets', []) -%}
            {%- do found.update({facet.column: facet}) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{%- set ordered = [] -%}
{%- for column in found | sort -%}
    {%- do ordered.append(found[column]) -%}
{%- endfor -%}
{{- return(ordered) -}}
{%- endmacro %}
