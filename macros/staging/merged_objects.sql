{# Several JSON objects as one; of two fields of one name the first counts.

Fields without a value are left out, and so are empty lists and objects in which nothing has a value: a table has a
column for everything that any row ever had.
#}
{% macro merged_objects(objects) -%}
arrayMap(
    fields -> concat('{', arrayStringConcat(arrayMap(
        field -> concat(toJSONString(field.1), ':', field.2),
        arrayFilter(
            (field, number) -> number = 1, fields, arrayEnumerateUniq(arrayMap(field -> field.1, fields))
        )
    ), ','), '}'),
    [arrayFilter(
        field -> trimBoth(field.2) not in ('null', '[]') and {{ segflux._has_value('field.2') }},
        arrayFlatten(arrayMap(object -> JSONExtractKeysAndValuesRaw(object), {{ objects }}))
    )]
)[1]
{%- endmacro %}

{% macro _has_value(document) -%}
(not startsWith({{ document }}, '{') or match({{ document }}, ':\\s*["0-9tf\\[-]'))
{%- endmacro %}
