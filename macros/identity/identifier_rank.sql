{# The rank of a type of identifier, 1 for the strongest; all types that are not declared share the last rank. #}
{% macro identifier_rank(type) -%}
{%- set declared = [] -%}
{%- for known in segflux.identity_types() -%}
    {%- do declared.append(segflux.spelled(known['type'])) -%}
{%- endfor -%}
if(has([{{ declared | join(', ') }}], {{ type }}), indexOf([{{ declared | join(', ') }}], {{ type }}), {{ declared | length + 1 }})
{%- endmacro %}
