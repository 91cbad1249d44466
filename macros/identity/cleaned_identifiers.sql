{# The identifiers of a row, cleaned, without blocked values and repeats, the strongest first; an Array(Tuple(type, value)).

`identifiers` is an SQL expression of type Array(Tuple(String, String)), as staging gives it.
#}
{% macro cleaned_identifiers(identifiers) -%}
arraySort(
    identifier -> ({{ segflux.identifier_rank('identifier.1') }}, identifier.1, identifier.2),
    arrayDistinct(arrayFilter(
        identifier -> not {{ segflux.is_blocked('identifier.1', 'identifier.2') }},
        arrayMap(
            identifier -> (identifier.1, {{ segflux.known_form('identifier.1', 'identifier.2') }}),
            {{ segflux._not_blocked_as_written(identifiers) }}
        )
    ))
)
{%- endmacro %}

{# A blocked value that its cleaning would make look like another, such as zeros like a telephone number, is left out before. #}
{% macro _not_blocked_as_written(identifiers) -%}
{%- set rewritten = [] -%}
{%- for declared in segflux.identity_types() if 'e164' in declared.get('clean', []) or 'gmail_dots' in declared.get('clean', []) -%}
    {%- do rewritten.append(segflux.spelled(declared['type'])) -%}
{%- endfor -%}
{%- if not rewritten -%}
    {{- return(identifiers) -}}
{%- endif -%}
{{- return(
    'arrayFilter(identifier -> not (identifier.1 in (' ~ rewritten | join(', ') ~ ') and '
    ~ segflux.is_blocked('identifier.1', 'identifier.2') ~ '), ' ~ identifiers ~ ')'
) -}}
{%- endmacro %}
