{# The identifiers of a row, cleaned, without blocked values and repeats, the strongest first; an Array(Tuple(type, value)).

`identifiers` is an SQL expression of type Array(Tuple(String, String)), as staging gives it.
#}
{% macro cleaned_identifiers(identifiers) -%}
arraySort(
    identifier -> ({{ segflux.identifier_rank('identifier.1') }}, identifier.1, identifier.2),
    arrayDistinct(arrayFilter(
        identifier -> not {{ segflux.is_blocked('identifier.1', 'identifier.2') }},
        arrayMap(
            identifier -> (identifier.1, {{ segflux.cleaned_value('identifier.1', 'identifier.2') }}),
            {{ identifiers }}
        )
    ))
)
{%- endmacro %}
