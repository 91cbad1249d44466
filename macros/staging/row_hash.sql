{# A hash of all values of a source row, as text of 16 hex digits.

Segflux's own load columns are left out, so that loading a file again gives the same hashes. A value that is null, zero
or empty adds nothing: a column added to the table later leaves the hashes of old rows as they were.
A value of one of `columns`, the names of those that are mapped, counts together with its column: rows that hold the same
values in other columns are no equals. Of the other columns, whose names SQL does not tell, only the values count; nothing
else is made of them.
#}
{% macro row_hash(relation_alias, columns=[]) -%}
{%- set left_out = ['_loaded_at', '_row_number'] -%}
{%- set named = columns | reject('in', left_out) | list -%}
{%- set spelled = [] -%}
{%- for name in named -%}
    {%- do spelled.append(segflux.spelled(name, '`')) -%}
{%- endfor -%}
lower(hex(arraySum(array(
    toUInt64(0),
    {%- for name in named %}
    {{ segflux._hash_of_value(relation_alias ~ '.' ~ spelled[loop.index0], segflux.spelled(name)) }},
    {%- endfor %}
    {{ relation_alias }}.* except ({{ (left_out + spelled) | join(', ') }}) apply (value -> {{ segflux._hash_of_value('value') }})
))))
{%- endmacro %}

{% macro _hash_of_value(value, name=none) -%}
{%- set is_empty = 'isNull(' ~ value ~ ') or ' ~ value ~ ' = defaultValueOfArgumentType(' ~ value ~ ')' -%}
{%- set also = ', ' ~ name if name else '' -%}
{#- Documents are hashed as text: 25.8 hashes none, and later versions by how a part of the table stores its paths. -#}
toUInt64(ifNull(if({{ is_empty }}, 0, if(
    position(toTypeName({{ value }}), 'JSON') > 0,
    sipHash64(toJSONString({{ value }}){{ also }}),
    sipHash64({{ value }}{{ also }})
)), 0))
{%- endmacro %}
