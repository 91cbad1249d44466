{# The nodes of a row's identifiers, the strongest first, without blocked ones; an Array(UInt64).

`identifiers` is an SQL expression of type Array(Tuple(String, String)), as staging gives it.
#}
{% macro nodes(identifiers) -%}
{{ segflux.nodes_of(segflux.cleaned_identifiers(identifiers)) }}
{%- endmacro %}
