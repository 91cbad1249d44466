{# The name of a model's table when it stands in the warehouse, else none; finds also models that lie downstream. #}
{% macro existing(model) -%}
{%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' and node.name == model and node.package_name == 'segflux' -%}
    {%- if run_query('exists table ' ~ node.relation_name).rows[0][0] | int == 1 -%}
        {{- return(node.relation_name) -}}
    {%- endif -%}
{%- endfor -%}
{{- return(none) -}}
{%- endmacro %}
