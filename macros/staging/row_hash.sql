{# A hash of all values of a source row, as text of 16 hex digits.

Segflux's own load columns are left out, so that loading a file again gives the same hashes. A value that is null, zero
or empty adds nothing: a column added to the table later leaves the hashes of old rows as they were.
#}
{% macro row_hash(relation_alias) -%}
lower(hex(arraySum(array(
    toUInt64(0),
    {{ relation_alias }}.* except (_loaded_at, _row_number) apply (
        value -> toUInt64(ifNull(
            if(isNull(value) or value = defaultValueOfArgumentType(value), 0, sipHash64(value)), 0
        ))
    )
))))
{%- endmacro %}
