{# The state of a record as one JSON object: the name of its kind to its id, whether it is deleted, and `properties`.

Links to an entity and rows of an entity's traits have the same form; `shape` says which it is. `id`, `properties` and `deleted` are SQL
expressions; a record is deleted where the last is neither null nor empty, 0, false or no. `properties` is no column of the same select:
the engine analyzes the dead branches of an alias, and those for floats do not fit columns of text.
#}
{% macro read_record(kind, id, properties, deleted=none, shape='records') -%}
{%- set gone = 'false' if deleted is none
    else "lower(ifNull(" ~ segflux.read_text(deleted) ~ ", '')) not in ('', '0', 'false', 'f', 'no', 'n')" -%}
concat(
    '{', toJSONString({{ segflux.spelled(segflux.record_trait(kind, shape)) }}),
    ':{"id":', toJSONString(ifNull({{ segflux.read_text(id) }}, '')),
    ',"deleted":', if({{ gone }}, 'true', 'false'),
    ',"properties":', {{ properties }}, '}}'
)
{%- endmacro %}
