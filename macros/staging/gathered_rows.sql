{# The tables of a tool, found in a database, as one set of columns: what an adapter's source reads.

Tables and columns are looked up at each build, so that a table for a new event and a column for a new property are read
from then on. A column that no table has is null; without any table there are no rows.
- `columns`: the names that the source maps; `object_name`: which of them is the folded JSON object, '' for none
- `parts`: what is taken of which tables, a list of mappings (segflux_cli/spec/declared/gathering.py says what each word means)
#}
{% macro gathered_rows(database, columns, object_name, parts) -%}
{%- if not execute -%}
    {{- return('select 1') -}}
{%- endif -%}
{%- set taken = segflux._taken_tables(parts, segflux.tables_of(database)) -%}
{%- if not taken -%}
    {{- return(segflux._no_gathered_rows(columns, object_name)) -}}
{%- endif -%}
{%- set folded_name = object_name if taken | map(attribute='part.folded') | select | list else '' -%}
{%- set kinds = {} -%}
{%- for name in columns -%}
    {%- do kinds.update({name: segflux._kind_of_gathered(name, taken)}) -%}
{%- endfor -%}
{%- set branches = [] -%}
{%- for each in taken -%}
    {%- do branches.append(segflux._gathered_branch(database, each, columns, kinds, folded_name)) -%}
{%- endfor -%}
select
    {%- for name in columns %}
    {%- set column = 'gathered.' ~ segflux.spelled(name, '`') %}
    {{ segflux.merged_objects(column) if name == folded_name else column }} as {{ segflux.spelled(name, '`') }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from (
    {{ branches | join('\n    union all\n    ') }}
) as gathered
{%- endmacro %}

{% macro _no_gathered_rows(columns, object_name) -%}
{%- set nothing = [] -%}
{%- for name in columns -%}
    {%- do nothing.append(
        ("'{}'" if name == object_name else 'cast(null as Nullable(String))') ~ ' as ' ~ segflux.spelled(name, '`')
    ) -%}
{%- endfor -%}
select {{ nothing | join(', ') }} where false
{%- endmacro %}

{# Which tables are there for which part, in the order of the parts: [{part, table, columns, own_tables}]. #}
{% macro _taken_tables(parts, tables) -%}
{%- set taken = [] -%}
{%- set own_tables = [] -%}
{%- for part in parts -%}
    {%- for table in tables if segflux._is_taken(part, table, tables[table]) -%}
        {%- do taken.append({'part': part, 'table': table, 'columns': tables[table], 'own_tables': own_tables}) -%}
        {%- if part.passed_by -%}
            {%- do own_tables.append(table) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endfor -%}
{{- return(taken) -}}
{%- endmacro %}

{% macro _is_taken(part, table, columns) -%}
{%- if not modules.re.fullmatch(part.pattern, table) or table in part.passed_by -%}
    {{- return(false) -}}
{%- endif -%}
{%- for needed in part.needs + (part.where | list) if needed not in columns -%}
    {{- return(false) -}}
{%- endfor -%}
{{- return(true) -}}
{%- endmacro %}

{% macro _gathered_branch(database, taken, columns, kinds, object_name) -%}
{%- set values = [] -%}
{%- for name in columns -%}
    {%- if name == object_name and taken.part.folded -%}
        {%- set value = segflux.folded_object(taken.part.folded, taken.columns) -%}
    {%- else -%}
        {%- set value = segflux._gathered_value(name, taken, kinds[name]) -%}
    {%- endif -%}
    {%- do values.append(value ~ ' as ' ~ segflux.spelled(name, '`')) -%}
{%- endfor -%}
{%- set conditions = [] -%}
{%- for column, allowed in taken.part.where.items() -%}
    {%- do conditions.append('toString(' ~ segflux._raw(column) ~ ') in ' ~ segflux._allowed_texts(allowed)) -%}
{%- endfor -%}
{%- for column in taken.part.filled -%}
    {%- do conditions.append('notEmpty(' ~ segflux._raw(column) ~ ')') -%}
{%- endfor -%}
{%- if taken.part.unless_own_table and taken.own_tables -%}
    {%- do conditions.append(
        "ifNull(toString(" ~ segflux._raw(taken.part.unless_own_table) ~ "), '') not in " ~ segflux._allowed_texts(taken.own_tables)
    ) -%}
{%- endif -%}
select {{ values | join(', ') }} from {{ segflux.spelled(database, '`') }}.{{ segflux.spelled(taken.table, '`') }} as raw
{%- if conditions %} where {{ conditions | join(' and ') }}{% endif -%}
{%- endmacro %}

{% macro _raw(column) -%}
{{- return('raw.' ~ segflux.spelled(column, '`')) -}}
{%- endmacro %}

{% macro _allowed_texts(texts) -%}
{%- set listed = [] -%}
{%- for text in texts -%}
    {%- do listed.append(segflux.spelled(text)) -%}
{%- endfor -%}
{{- return('(' ~ listed | join(', ') ~ ')') -}}
{%- endmacro %}

{# The origins of a gathered column that a table has, and whether they are joined into one text. #}
{% macro _origins_of(name, taken) -%}
{%- set declared = taken.part.columns.get(name, {'origins': [[name, []]], 'is_joined': false}) -%}
{%- set there = [] -%}
{%- for column, path in declared.origins if column in taken.columns -%}
    {%- do there.append({'column': column, 'path': path, 'type': taken.columns[column]}) -%}
{%- endfor -%}
{{- return({'there': there, 'is_joined': declared.is_joined}) -}}
{%- endmacro %}

{# How a gathered column is read so that all tables agree: time, text, or the one type that all of them have. #}
{% macro _kind_of_gathered(name, taken) -%}
{%- set types = [] -%}
{%- set state = namespace(is_missing=false) -%}
{%- for each in taken -%}
    {%- set origins = segflux._origins_of(name, each) -%}
    {%- if name in each.part.constants or origins.is_joined -%}
        {%- do types.append('String') -%}
    {%- endif -%}
    {%- for origin in origins.there -%}
        {%- do types.append('String' if origin.path else segflux._kind_of_type(origin.type)) -%}
    {%- endfor -%}
    {%- if not origins.there -%}
        {%- set state.is_missing = true -%}
    {%- endif -%}
{%- endfor -%}
{%- set distinct = types | unique | list -%}
{%- if distinct | length != 1 or distinct[0] == 'String' -%}
    {{- return('text') -}}
{%- endif -%}
{{- return('text' if distinct[0] == 'document' and state.is_missing else distinct[0]) -}}
{%- endmacro %}

{# time, document (lists and objects), String, or the bare name of another type. #}
{% macro _kind_of_type(type) -%}
{%- set bare = modules.re.sub('^SimpleAggregateFunction\\(\\w+, (.*)\\)$', '\\1', type) -%}
{%- set bare = modules.re.sub('^(?:LowCardinality\\(|Nullable\\()+(.*?)\\)+$', '\\1', bare) -%}
{%- if bare.startswith('Date') -%}
    {{- return('time') -}}
{%- elif modules.re.match('(Array|Tuple|Map|JSON|Object|Nested|Variant|Dynamic)\\b', bare) -%}
    {{- return('document') -}}
{%- endif -%}
{{- return('String' if 'String' in bare else bare) -}}
{%- endmacro %}

{% macro _gathered_value(name, taken, kind) -%}
{%- if name in taken.part.constants -%}
    {{- return(segflux.spelled(taken.part.constants[name])) -}}
{%- endif -%}
{%- set origins = segflux._origins_of(name, taken) -%}
{%- set values = [] -%}
{%- for origin in origins.there -%}
    {%- set value = segflux._value_of_origin(origin, 'joined' if origins.is_joined else kind) -%}
    {%- set empty = "toDateTime64(0, 6, 'UTC')" if kind == 'time' else "''" -%}
    {%- set is_chosen = origins.there | length > 1 and kind in ('time', 'text') and not origins.is_joined -%}
    {%- do values.append('nullIf(' ~ value ~ ', ' ~ empty ~ ')' if is_chosen else value) -%}
{%- endfor -%}
{%- if origins.is_joined -%}
    {{- return('concat(' ~ values | join(", '/', ") ~ ", '')") -}}
{%- elif not values -%}
    {{- return({'text': 'cast(null as Nullable(String))', 'time': "cast(null as Nullable(DateTime64(6, 'UTC')))"}.get(kind, 'null')) -}}
{%- endif -%}
{{- return('coalesce(' ~ values | join(', ') ~ ')' if values | length > 1 else values[0]) -}}
{%- endmacro %}

{% macro _value_of_origin(origin, kind) -%}
{%- set column = segflux._raw(origin.column) -%}
{%- if origin.path -%}
    {{- return(segflux._text_within(segflux._document_of(column, origin.type), origin.path)) -}}
{%- elif kind == 'joined' -%}
    {{- return(
        'toString(sipHash64(toJSONString(' ~ column ~ ')))' if segflux._kind_of_type(origin.type) == 'document'
        else 'ifNull(toString(' ~ column ~ "), '')"
    ) -}}
{%- elif kind == 'time' -%}
    {{- return('toDateTime64(' ~ column ~ ", 6, 'UTC')") -}}
{%- elif kind == 'text' -%}
    {{- return(segflux._text_of_raw(column, origin.type)) -}}
{%- endif -%}
{{- return(column) -}}
{%- endmacro %}

{% macro _text_of_raw(column, type) -%}
{%- set kind = segflux._kind_of_type(type) -%}
{%- if kind == 'time' -%}
    {{- return('toNullable(toString(toDateTime64(' ~ column ~ ", 6, 'UTC')))") -}}
{%- elif kind == 'document' -%}
    {{- return('toNullable(toJSONString(' ~ column ~ '))') -}}
{%- elif 'Float' in kind -%}
    {{- return(segflux.read_text(column)) -}}
{%- endif -%}
{{- return('toNullable(toString(' ~ column ~ '))') -}}
{%- endmacro %}

{% macro _document_of(column, type) -%}
{{- return('ifNull(toString(' ~ column ~ "), '')" if segflux._kind_of_type(type) == 'String' else 'toJSONString(' ~ column ~ ')') -}}
{%- endmacro %}

{# The text at a path of a JSON document, null where there is none. #}
{% macro _text_within(document, path) -%}
{%- set steps = [] -%}
{%- for step in path -%}
    {%- do steps.append(step if step is integer else segflux.spelled(step)) -%}
{%- endfor -%}
{%- set found = document ~ ', ' ~ steps | join(', ') -%}
nullIf(nullIf(if(JSONType({{ found }}) = 'String', JSONExtractString({{ found }}), JSONExtractRaw({{ found }})), ''), 'null')
{%- endmacro %}
