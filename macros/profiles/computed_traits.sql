{# The traits that `traits.yml` declares, ordered by name: [{name, type, sentence, definition}]. #}
{% macro computed_traits() -%}
{%- set traits = [] -%}
{%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' -%}
    {%- do traits.extend((node.config.get('meta') or {}).get('segflux', {}).get('computed_traits', [])) -%}
{%- endfor -%}
{{- return(traits) -}}
{%- endmacro %}
