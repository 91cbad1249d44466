{# The identifiers of a row, cleaned, without blocked values and repeats, the strongest first; an Array(Tuple(type, value)).

`identifiers` is an SQL expression of type Array(Tuple(String, String)), as staging gives it.
#}
{% macro cleaned_identifiers(identifiers) -%}
arraySort(
    identifier -> ({{ segflux.identifier_rank('identifier.1') }}, identifier.1, identifier.2),
    arrayDistinct(arrayFilter(
        identifier -> not {{ segflux.is_blocked('identifier.2') }},
        arrayMap(
            identifier -> (identifier.1, {{ segflux._cleaned('identifier.1', 'identifier.2') }}),
            {{ identifiers }}
        )
    ))
)
{%- endmacro %}

{% macro _cleaned(type, value) -%}
{%- set trimmed = segflux.trimmed(value) -%}
{%- set lower, whole = [], [] -%}
{%- for declared in segflux.identity_types() -%}
    {%- set cleaning = declared.get('clean', ['trim']) -%}
    {%- if 'lower' in cleaning -%}{%- do lower.append(segflux.spelled(declared['type'])) -%}{%- endif -%}
    {%- if 'trim' not in cleaning -%}{%- do whole.append(segflux.spelled(declared['type'])) -%}{%- endif -%}
{%- endfor -%}
{%- set kept = 'if(' ~ type ~ ' in (' ~ whole | join(', ') ~ '), ' ~ value ~ ', ' ~ trimmed ~ ')' if whole else trimmed -%}
{%- if lower -%}
if({{ type }} in ({{ lower | join(', ') }}), {{ segflux.lowered(kept) }}, {{ kept }})
{%- else -%}
{{ kept }}
{%- endif -%}
{%- endmacro %}
