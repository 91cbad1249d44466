{# Traits: the latest value of every profile, once per trait, and the tests on it. #}
{% macro trait_selects(conditions, as_of, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'trait' -%}
        {%- set key = (leaf.trait, leaf.held != '', leaf.others | length > 0, leaf.is_of_everybody) -%}
        {%- do groups.setdefault(key, []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for key, leaves in groups.items() -%}
        {%- for some in leaves | batch(50) -%}
            {%- do selects.append(
                segflux._held_select(key[0], some, as_of, relations, place) if key[1]
                else segflux._value_select(key[0], some, as_of, relations, place)
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{% macro _value_select(trait, leaves, as_of, relations, place) -%}
    {%- set states = [] -%}
    {%- for leaf in leaves -%}
        {%- do states.append('groupBitmapStateIf(profile_number, ' ~ leaf.test ~ ')') -%}
    {%- endfor -%}
    {%- set everybody = segflux._everybody(relations, as_of, place) if leaves[0].is_of_everybody else '' -%}
    {%- set values = segflux._latest_values(trait, leaves, as_of, relations, place, everybody) -%}
    {%- set source = segflux._with_others(values, leaves, relations, place) -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, source, place)) }}
{%- endmacro %}

{# Since when: all rows of each profile in their order, with what the test says of each. #}
{% macro _held_select(trait, leaves, as_of, relations, place) -%}
    {%- set columns, states = ['profile_number'], [] -%}
    {%- for leaf in leaves -%}
        {%- set rows, since = 'rows_' ~ loop.index, 'since_' ~ loop.index -%}
        {%- do columns.append(
            'arraySort(groupArray((occurred_at, arrived_at, arrival_order, row_key, toUInt8(' ~ leaf.test ~ ')))) as ' ~ rows
        ) -%}
        {%- do columns.append('arrayLastIndex(row -> row.5 = 0, ' ~ rows ~ ') as broken_' ~ loop.index) -%}
        {%- do columns.append(
            'toUnixTimestamp64Milli((' ~ rows ~ '[broken_' ~ loop.index ~ ' + 1]).1) as ' ~ since
        ) -%}
        {%- do states.append(
            'groupBitmapStateIf(profile_number, broken_' ~ loop.index ~ ' < length(' ~ rows ~ ') and '
            ~ leaf.held | replace('held_since', since) ~ ')'
        ) -%}
    {%- endfor -%}
    {%- set rows = '(select * from ' ~ relations.traits ~ ' where trait = ' ~ trait ~ ' and occurred_at < '
        ~ segflux.instant_at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)]) ~ ')' -%}
    {%- set source = segflux._with_others(rows, leaves, relations, place) -%}
    {%- set grouped = '(select ' ~ columns | join(', ') ~ ' from ' ~ source ~ ' group by profile_number)' -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, grouped, place)) }}
{%- endmacro %}

{# The row that counts of each profile: sorting is four times as fast as argMax over the same order. #}
{% macro _latest_values(trait, leaves, as_of, relations, place, everybody='') -%}
    {%- if trait in leaves[0].computed -%}
        {{ return(segflux.computed_values(leaves[0].computed[trait], as_of, relations, place, everybody)) }}
    {%- endif -%}
    {%- if segflux._is_built_in(trait) -%}
        {{ return(segflux._seen_values(trait, as_of, relations, place)) }}
    {%- endif -%}
    {%- set columns = leaves | map(attribute='reads') | join(', ') -%}
    {%- set columns = columns.split(', ') | unique | sort | list -%}
    {{ return(
        '(select profile_number, ' ~ columns | join(', ') ~ ' from ' ~ relations.traits
        ~ ' where trait = ' ~ trait ~ ' and occurred_at < ' ~ segflux.instant_at(as_of + 1)
        ~ segflux._all_of([segflux._in_slice(place)])
        ~ ' order by profile_number, occurred_at desc, arrived_at desc, arrival_order desc, row_key desc'
        ~ ' limit 1 by profile_number)'
    ) }}
{%- endmacro %}

{% macro _is_built_in(trait) -%}
    {{ return(trait in ("'first_seen_at'", "'last_seen_at'")) }}
{%- endmacro %}

{# The built-in traits: the earliest and the latest event or trait row, as text that reads as that time. #}
{% macro _seen_values(trait, as_of, relations, place) -%}
    {%- set function = 'min' if trait == "'first_seen_at'" else 'max' -%}
    {%- set tests = 'occurred_at < ' ~ segflux.instant_at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)]) -%}
    {{ return(
        "(select profile_number, concat(replaceOne(toString(" ~ function ~ "(occurred_at)), ' ', 'T'), 'Z') as text,"
        ~ " concat('\"', text, '\"') as value, toNullable(text) as value_text, null::Nullable(Float64) as value_number"
        ~ ' from (select profile_number, occurred_at from ' ~ relations.events ~ ' where ' ~ tests
        ~ ' union all select profile_number, occurred_at from ' ~ relations.traits
        ~ " where trait = '' and value = '\"trait\"' and " ~ tests ~ ') group by profile_number)'
    ) }}
{%- endmacro %}
