{# The declared types of identifiers, strongest first; see `identity_rules`. #}
{% macro identity_types() -%}
{{- return(segflux.identity_rules().types) -}}
{%- endmacro %}
