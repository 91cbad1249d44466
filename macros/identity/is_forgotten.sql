{# True where one of a row's identifiers belongs to somebody who was erased: the row is about them and stays out.

`cleaned` is an SQL expression for the row's cleaned identifiers. Without anybody erased it costs nothing.
#}
{% macro is_forgotten(cleaned) -%}
{%- set forgotten = segflux._forgotten_identifiers() -%}
{%- if forgotten is none -%}
    {{- return('false') -}}
{%- endif -%}
{{- return(
    'arrayExists(identifier -> ' ~ segflux.node('identifier.1', 'identifier.2') ~ ' in (select node from '
    ~ forgotten ~ '), ' ~ cleaned ~ ')'
) -}}
{%- endmacro %}

{% macro _forgotten_identifiers() -%}
{%- for model in (graph.nodes or {}).values() if model.resource_type == 'model'
    and model.name == 'forgotten_identifiers' and model.package_name == 'segflux' -%}
    {%- if run_query('exists table ' ~ model.relation_name).rows[0][0] | int == 1
        and run_query('select count() from ' ~ model.relation_name).rows[0][0] | int > 0 -%}
        {{- return(model.relation_name) -}}
    {%- endif -%}
{%- endfor -%}
{{- return(none) -}}
{%- endmacro %}
