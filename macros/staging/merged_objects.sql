{# Several JSON objects as one, fields without a value left out; of two fields of one name the first counts. #}
{% macro merged_objects(objects) -%}
arrayMap(
    fields -> concat('{', arrayStringConcat(arrayMap(
        field -> concat(toJSONString(field.1), ':', field.2),
        arrayFilter(
            (field, number) -> number = 1, fields, arrayEnumerateUniq(arrayMap(field -> field.1, fields))
        )
    ), ','), '}'),
    [arrayFilter(
        field -> trimBoth(field.2) != 'null',
        arrayFlatten(arrayMap(object -> JSONExtractKeysAndValuesRaw(object), {{ objects }}))
    )]
)[1]
{%- endmacro %}
