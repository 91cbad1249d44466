{# The identifiers on a source row, as read: pairs of type and text, those without a value left out.

`pairs` is a list of [type, SQL expression of the column].
#}
{% macro read_identifiers(pairs) -%}
{%- if not pairs -%}
    {{- return("cast([] as Array(Tuple(String, String)))") -}}
{%- endif -%}
arrayMap(
    pair -> (pair.1, assumeNotNull(pair.2)),
    arrayFilter(
        pair -> pair.2 is not null,
        [
            {%- for type, column in pairs %}
            ({{ segflux.spelled(type) }}, {{ segflux.read_text(column) }}){{ ',' if not loop.last }}
            {%- endfor %}
        ]
    )
)
{%- endmacro %}
