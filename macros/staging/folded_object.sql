{# Columns of a raw table as JSON objects, an Array(String) in which the more telling objects come first.

`folded` says which columns: `only` and `all_but` choose, then `key_values` are arrays of keys with values, `spread` are
objects whose fields count as columns, `documents` are text that holds JSON; all are lists of regular expressions.
`columns` maps the table's columns to their types. `merged_objects` makes one object of them.
#}
{% macro folded_object(folded, columns) -%}
{%- set fragments = [] -%}
{%- set later = [] -%}
{%- set plain = [] -%}
{%- for column in columns -%}
    {%- set raw = segflux._raw(column) -%}
    {%- if segflux._fits(folded.key_values, column) -%}
        {%- do fragments.append(segflux._object_of_pairs(segflux._document_of(raw, columns[column]))) -%}
    {%- elif segflux._fits(folded.spread, column) -%}
        {%- do fragments.append(segflux._object_in(segflux._document_of(raw, columns[column]))) -%}
    {%- elif segflux._is_folded(folded, column) -%}
        {%- set is_document = segflux._fits(folded.documents, column) -%}
        {%- if is_document or folded.without_prefix or segflux._needs_zone(columns[column]) -%}
            {%- set name = column[folded.without_prefix | length:] if column.startswith(folded.without_prefix) else column -%}
            {%- do later.append(segflux.read_object([{'name': name, 'column': raw, 'type': 'json' if is_document else none}])) -%}
        {%- else -%}
            {%- do plain.append(column) -%}
        {%- endif -%}
    {%- endif -%}
{%- endfor -%}
{%- if plain -%}
    {%- do later.append("formatRowNoNewline('JSONEachRow', " ~ segflux._columns_among(plain, columns) ~ ')') -%}
{%- endif -%}
{{- return('cast([' ~ (fragments + later) | join(', ') ~ '] as Array(String))') -}}
{%- endmacro %}

{# In as few words as possible: a warehouse may have hundreds of tables, and a statement has a longest length. #}
{% macro _columns_among(chosen, columns) -%}
{%- set others = columns | reject('in', chosen) | list -%}
{%- set named = [] -%}
{%- set is_shorter = others | length < chosen | length -%}
{%- for column in (others if is_shorter else chosen) -%}
    {%- do named.append(segflux.spelled(column, '`') if is_shorter else segflux._raw(column)) -%}
{%- endfor -%}
{%- if not is_shorter -%}
    {{- return(named | join(', ')) -}}
{%- endif -%}
{{- return('raw.*' ~ (' except (' ~ named | join(', ') ~ ')' if named else '')) -}}
{%- endmacro %}

{% macro _fits(patterns, column) -%}
{%- for pattern in patterns if modules.re.fullmatch(pattern, column) -%}
    {{- return(true) -}}
{%- endfor -%}
{{- return(false) -}}
{%- endmacro %}

{% macro _is_folded(folded, column) -%}
{%- if folded.only -%}
    {{- return(segflux._fits(folded.only, column)) -}}
{%- endif -%}
{{- return(folded.all_but and not segflux._fits(folded.all_but, column)) -}}
{%- endmacro %}

{# Times without a zone of their own would be written in the server's. #}
{% macro _needs_zone(type) -%}
{{- return('DateTime' in type and "'UTC'" not in type and segflux._kind_of_type(type) == 'time') -}}
{%- endmacro %}

{# [{key, value: {string_value, int_value, …}}] as {key: the value that is there}. #}
{% macro _object_of_pairs(document) -%}
concat('{', arrayStringConcat(arrayMap(
    pair -> concat(
        toJSONString(JSONExtractString(pair, 'key')), ':',
        arrayFilter(
            field -> field.1 != 'set_timestamp_micros' and field.2 != 'null',
            arrayPushBack(JSONExtractKeysAndValuesRaw(pair, 'value'), ('', 'null '))
        )[1].2
    ),
    JSONExtractArrayRaw({{ document }})
), ','), '}')
{%- endmacro %}

{# The object that a document is; of a list its first item; an empty object for anything else. #}
{% macro _object_in(document) -%}
multiIf(
    JSONType({{ document }}) = 'Object', {{ document }},
    JSONType({{ document }}, 1) = 'Object', JSONExtractRaw({{ document }}, 1),
    '{}'
)
{%- endmacro %}
