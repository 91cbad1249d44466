{# The staging models of one shape, as `dim_sources` lists them, each with its relation.

A list of mappings: source, shape, model, look_back_seconds (none: read whole at each build), is_mutable, traits (name
and type of each declared one), relation. Nothing else knows where data comes from.
#}
{% macro declared_sources(shape) -%}
{%- set found = [] -%}
{%- for source in segflux._listed_sources() if source.shape == shape -%}
    {%- do found.append(dict(source, relation=segflux._relation_of_model(source.model))) -%}
{%- endfor -%}
{{- return(found) -}}
{%- endmacro %}

{% macro _listed_sources() -%}
{#- While dbt parses, the graph is empty. -#}
{%- for node in (graph.nodes or {}).values() if node.resource_type == 'model' and node.name == 'dim_sources' -%}
    {{- return(node.config.meta.segflux.sources) -}}
{%- endfor -%}
{{- return([]) -}}
{%- endmacro %}

{% macro _relation_of_model(model) -%}
{%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == model -%}
    {{- return(node.relation_name) -}}
{%- endfor -%}
{{- exceptions.raise_compiler_error(
    "dim_sources lists the model " ~ model ~ ", which does not exist; run `segflux compile`"
) -}}
{%- endmacro %}
