{# Expressions of the author's own: judged on one row per profile, with the values of traits and the lists of events that it reads. #}
{% macro sql_selects(conditions, as_of, relations, place) -%}
    {%- set selects = [] -%}
    {%- for leaf in conditions if leaf.kind == 'sql' -%}
        {%- set source = '(select profile_number from ' ~ segflux._judged_rows(leaf, as_of, relations, place)
            ~ ' where ifNull(toBool(' ~ leaf.test ~ '), false))' -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], source, place)
        ) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{% macro _judged_rows(leaf, as_of, relations, place) -%}
    {%- set rows = '(select distinct profile_number, ' ~ segflux.instant_at(as_of) ~ ' as as_of from '
        ~ segflux._everybody(relations, as_of, place) ~ ')' -%}
    {%- set rows = '(select * from ' ~ segflux._with_others(rows, [leaf], relations, place) ~ ')' -%}
    {%- if not leaf.events -%}{{ return(rows) }}{%- endif -%}
    {%- set tests, columns = [], ['profile_number'] -%}
    {%- for test, column in leaf.events -%}
        {%- do tests.append(test or 'true') -%}
        {%- do columns.append(
            'cast(arrayMap(event -> (event.1, event.4), arraySort(groupArrayIf((occurred_at, arrived_at, event_id, properties), '
            ~ (test or 'true') ~ "))) as Array(Tuple(at DateTime64(3, 'UTC'), properties String))) as " ~ column
        ) -%}
    {%- endfor -%}
    {%- set source = segflux._events(relations, '(' ~ tests | join(' or ') ~ ')', 0, as_of + 1, '', place) -%}
    {{ return(
        '(select * from ' ~ rows ~ ' as everybody ' ~ segflux.left_join() ~ ' (select ' ~ columns | join(', ')
        ~ ' from ' ~ source ~ ' group by profile_number) as lists using (profile_number))'
    ) }}
{%- endmacro %}
