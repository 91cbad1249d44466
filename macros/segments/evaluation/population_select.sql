{# The select of a leaf that compares profiles with all others of a base: leaf_id, slice, members. It writes nothing.

- `leaf`: what `is_ranked` or `has_scores` returns
- `tables`: {events, traits, base, among}; the last two are selects in brackets of slice and members, `among` may be empty
#}
{% macro population_select(id, leaf, tables, run, slices=[0]) -%}
    {%- set resolved = segflux._resolved(id, leaf, run.as_of) -%}
    {%- set chosen = segflux._ranked_sql(resolved, tables) if leaf.kind == 'rank' else segflux._scored_sql(resolved, tables) -%}
    {{ return(segflux.late_select(id, (
        'select toUInt8(bitShiftRight(profile_number, 24)) as slice, groupBitmapState(profile_number) as members from ('
        ~ chosen ~ ') group by slice'
    ), slices)) }}
{%- endmacro %}

{# Equal values have one place, that of the first of them. #}
{% macro _ranked_sql(leaf, tables) -%}
    {%- set place = {'slice': 0, 'is_only': true} -%}
    {%- set columns, order = ['profile_number'], [] -%}
    {%- for key in leaf['keys'] -%}
        {%- do columns.append(key ~ ' as key_' ~ loop.index) -%}
        {%- do order.append('key_' ~ loop.index ~ (' desc' if leaf.is_top else '')) -%}
    {%- endfor -%}
    {%- set of_base = '(select arrayJoin(bitmapToArray(members)) as profile_number from ' ~ tables.base ~ ')' -%}
    {%- if leaf.trait -%}
        {%- set source = segflux._latest_values(leaf.trait, [leaf], leaf.as_of, tables, place, of_base) -%}
    {%- else -%}
        {%- set source = segflux._matching_events(leaf, tables, place) ~ ' group by profile_number' -%}
    {%- endif -%}
    {%- set group = 'partition by ' ~ ('each' if leaf.within_each else 'tuple()') -%}
    {%- set each = '' -%}
    {%- if leaf.within_each -%}
        {%- set each = ' inner join (select profile_number, assumeNotNull(value_text) as each from '
            ~ segflux._latest_values(
                leaf.within_each, [{'reads': 'value_text', 'computed': leaf.computed}], leaf.as_of, tables, place, of_base
            )
            ~ ' where isNotNull(value_text)) as groups using (profile_number)' -%}
    {%- endif -%}
    {{ return(
        'select profile_number from (select profile_number, rank() over (' ~ group ~ ' order by ' ~ order | join(', ')
        ~ ') as place, count() over (' ~ group ~ ') as ranked from (select ' ~ columns | join(', ') ~ ' from ' ~ source
        ~ ') as valued' ~ each ~ ' where isNotNull(key_1)' ~ segflux._among_sql(leaf, tables) ~ ') where place <= ' ~ leaf.limit
    ) }}
{%- endmacro %}

{# 1 + floor(5 * those with less / all): equals score alike, and 5 is best. #}
{% macro _scored_sql(leaf, tables) -%}
    {%- set place = {'slice': 0, 'is_only': true} -%}
    {%- set values = {'r': 'max(occurred_at)', 'f': 'count()'} -%}
    {%- if leaf.total -%}{%- do values.update(m=leaf.total) -%}{%- endif -%}
    {%- set columns, scores = ['profile_number'], ['profile_number'] -%}
    {%- for letter, value in values.items() -%}
        {%- do columns.append(value ~ ' as value_' ~ letter) -%}
        {%- do scores.append(
            '1 + intDiv(5 * (rank() over (order by value_' ~ letter ~ ') - 1), count() over ()) as ' ~ letter
        ) -%}
    {%- endfor -%}
    {{ return(
        'select profile_number from (select ' ~ scores | join(', ') ~ ' from (select ' ~ columns | join(', ') ~ ' from '
        ~ segflux._matching_events(leaf, tables, place) ~ ' group by profile_number) where true'
        ~ segflux._among_sql(leaf, tables) ~ ') where ' ~ leaf.test
    ) }}
{%- endmacro %}

{% macro _matching_events(leaf, tables, place) -%}
    {{ return(segflux._events(tables, leaf.events, leaf.start, leaf.end, leaf.where, place, [leaf])) }}
{%- endmacro %}

{# Profiles of the base and, where a segment is named, of it. Whoever has an event or a trait is in the universe. #}
{% macro _among_sql(leaf, tables) -%}
    {%- set tests, base = [], '' if leaf.base == '{universe}' else tables.base -%}
    {%- for members in (base, tables.among) if members -%}
        {%- do tests.append('profile_number in (select arrayJoin(bitmapToArray(members)) from ' ~ members ~ ')') -%}
    {%- endfor -%}
    {{ return(segflux._all_of(tests)) }}
{%- endmacro %}
