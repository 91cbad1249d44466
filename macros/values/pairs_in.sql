{# The keys of a JSON object with the raw JSON of their values, as tuples; of a key that comes twice, its last value. #}
{% macro pairs_in(document) -%}
arrayFilter(
    pair -> pair.1 != '',
    if(
        length(JSONExtractKeys({{ document }})) = length(arrayDistinct(JSONExtractKeys({{ document }}))),
        JSONExtractKeysAndValuesRaw({{ document }}),
        arrayMap(
            key -> (key, arrayLast(pair -> pair.1 = key, JSONExtractKeysAndValuesRaw({{ document }})).2),
            arrayDistinct(JSONExtractKeys({{ document }}))
        )
    )
)
{%- endmacro %}
