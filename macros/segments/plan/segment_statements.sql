{# The statements that combine leaves into segments and insert one row per segment and slice into `target`.

`segments`: what `declared_segments` gives; `relations`: `leaves`, and `references` where they read others. Two hundred segments at most are one statement.
#}
{% macro segment_statements(segments, relations, target, slices=[0]) -%}
    {%- set statements = [] -%}
    {%- for slice in slices -%}
        {%- for some in segments | batch(200) -%}
            {%- for chunk in segflux._by_size(some) -%}
                {%- do statements.append(segflux._segment_statement(chunk, relations, target, slice)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{% macro _by_size(segments) -%}
    {%- set chunks = [] -%}
    {%- set open = namespace(chunk=[], size=0) -%}
    {%- for segment in segments -%}
        {%- set size = segment.members | length + segment.base | length -%}
        {%- if open.chunk and open.size + size > 100000 -%}
            {%- do chunks.append(open.chunk) -%}
            {%- set open.chunk = [] -%}
            {%- set open.size = 0 -%}
        {%- endif -%}
        {%- do open.chunk.append(segment) -%}
        {%- set open.size = open.size + size -%}
    {%- endfor -%}
    {%- if open.chunk -%}{%- do chunks.append(open.chunk) -%}{%- endif -%}
    {{ return(chunks) }}
{%- endmacro %}

{% macro _segment_statement(segments, relations, target, slice) -%}
    {%- set ids = [] -%}
    {%- for segment in segments -%}{%- do ids.extend(segment.leaves | list) -%}{%- endfor -%}
    {%- set ids = ids | unique | sort | list -%}
    {%- set places = {} -%}
    {%- for id in ids -%}{%- do places.update({id: 'leaves[' ~ loop.index ~ ']'}) -%}{%- endfor -%}
    {%- set columns = {
        'segment': [], 'members': [], 'base_size': [], 'definition_hash': [], 'status': [], 'minimum': [],
        'minimum_share': [], 'maximum': [], 'maximum_share': [], 'moves_at_most': [], 'otherwise': [],
    } -%}
    {%- for segment in segments -%}
        {%- set row = segflux._evaluated_row(segment, places) -%}
        {%- for name, values in columns.items() -%}{%- do values.append(row[name]) -%}{%- endfor -%}
    {%- endfor -%}
    {%- set arrays, joined, given = [], [], [] -%}
    {%- for name, values in columns.items() -%}
        {%- do arrays.append('[' ~ values | join(', ') ~ '] as all_' ~ name) -%}
        {%- do joined.append('all_' ~ name ~ ' as one_' ~ name) -%}
        {%- do given.append('one_' ~ name) -%}
    {%- endfor -%}
    {{ return(
        'insert into ' ~ target ~ ' (slice, ' ~ columns | join(', ') ~ ') select toUInt8(' ~ slice ~ '), '
        ~ given | join(', ') ~ ' from (select ' ~ arrays | join(', ') ~ ' from ('
        ~ segflux._leaf_array(ids, relations, slice) ~ ')) array join ' ~ joined | join(', ')
    ) }}
{%- endmacro %}

{# A retired segment has no members; what a paused one keeps is put in when it is compared with its last members. #}
{% macro _evaluated_row(segment, places) -%}
    {%- set base = segflux._placed(segment.base, places) -%}
    {%- set is_over = segment.get('status') in ('paused', 'retired') -%}
    {{ return({
        'segment': "'" ~ segment.segment ~ "'",
        'members': 'bitmapAndnot(' ~ base ~ ', ' ~ base ~ ')' if is_over
            else segflux._placed(segment.members, places),
        'base_size': 'bitmapCardinality(' ~ base ~ ')',
        'definition_hash': "'" ~ segment.definition_hash ~ "'",
        'status': "'" ~ segment.get('status', 'live') ~ "'",
        'minimum': segflux._or_default(segment.get('minimum_size'), 0),
        'minimum_share': segflux._or_default(segment.get('minimum_share'), 0),
        'maximum': segflux._or_default(segment.get('maximum_size'), 'inf'),
        'maximum_share': segflux._or_default(segment.get('maximum_share'), 'inf'),
        'moves_at_most': segflux._or_default(segment.get('moves_at_most'), 'inf'),
        'otherwise': "'" ~ segment.get('otherwise', 'warn') ~ "'",
    }) }}
{%- endmacro %}

{% macro _or_default(number, default) -%}
    {{ return('toFloat64(' ~ (default if number is none else number) ~ ')') }}
{%- endmacro %}

{# The bitmaps of the leaves in the order of their ids; a missing one would shift the others, so it is an error. #}
{% macro _leaf_array(ids, relations, slice) -%}
    {%- set wanted = "'" ~ ids | join("', '") ~ "'" -%}
    {%- set source = relations.leaves -%}
    {%- if relations.references -%}
        {%- set columns = 'leaf_id, slice, members from ' -%}
        {%- set source = '(select ' ~ columns ~ source ~ ' union all select ' ~ columns ~ relations.references ~ ')' -%}
    {%- endif -%}
    {{ return(
        'select groupArray(members) as leaves from (select members from ' ~ source
        ~ ' where slice = ' ~ slice ~ ' and leaf_id in (' ~ wanted ~ ') order by leaf_id)'
        ~ ' having throwIf(count() != ' ~ ids | length
        ~ ", 'leaf_bitmaps lacks a leaf of these segments: build it first (dbt build --select leaf_bitmaps+)') = 0"
    ) }}
{%- endmacro %}

{% macro _placed(algebra, places) -%}
    {%- set parts = [] -%}
    {%- for part in algebra.replace('}', '{').split('{') -%}
        {%- do parts.append(part if loop.index is odd else places[part]) -%}
    {%- endfor -%}
    {{ return(parts | join) }}
{%- endmacro %}
