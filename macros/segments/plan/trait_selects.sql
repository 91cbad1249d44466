{# Traits: the latest value of every profile, once per trait, and the tests on it. #}
{% macro trait_selects(conditions, as_of, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'trait' -%}
        {%- do groups.setdefault(leaf.trait, []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for trait, leaves in groups.items() -%}
        {%- for some in leaves | batch(50) -%}
            {%- set states = [] -%}
            {%- for leaf in some -%}
                {%- do states.append('groupBitmapStateIf(profile_number, ' ~ leaf.test ~ ')') -%}
            {%- endfor -%}
            {%- set source = segflux._latest_values(trait, some, as_of, relations, place) -%}
            {%- do selects.append(
                segflux._select(some | map(attribute='id') | list, states, source, place)
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# The row that counts of each profile: sorting is four times as fast as argMax over the same order. #}
{% macro _latest_values(trait, leaves, as_of, relations, place) -%}
    {%- if trait in ("'first_seen_at'", "'last_seen_at'") -%}
        {{ return(segflux._seen_values(trait, as_of, relations, place)) }}
    {%- endif -%}
    {%- set columns = leaves | map(attribute='reads') | join(', ') -%}
    {%- set columns = columns.split(', ') | unique | sort | list -%}
    {{ return(
        '(select profile_number, ' ~ columns | join(', ') ~ ' from ' ~ relations.traits
        ~ ' where trait = ' ~ trait ~ ' and occurred_at < ' ~ segflux._at(as_of + 1)
        ~ segflux._all_of([segflux._in_slice(place)])
        ~ ' order by profile_number, occurred_at desc, arrived_at desc, arrival_order desc, row_key desc'
        ~ ' limit 1 by profile_number)'
    ) }}
{%- endmacro %}

{# The built-in traits: the earliest and the latest event or trait row, as text that reads as that time. #}
{% macro _seen_values(trait, as_of, relations, place) -%}
    {%- set function = 'min' if trait == "'first_seen_at'" else 'max' -%}
    {%- set tests = 'occurred_at < ' ~ segflux._at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)]) -%}
    {{ return(
        "(select profile_number, concat(replaceOne(toString(" ~ function ~ "(occurred_at)), ' ', 'T'), 'Z') as text,"
        ~ " concat('\"', text, '\"') as value, toNullable(text) as value_text, null::Nullable(Float64) as value_number"
        ~ ' from (select profile_number, occurred_at from ' ~ relations.events ~ ' where ' ~ tests
        ~ ' union all select profile_number, occurred_at from ' ~ relations.traits
        ~ " where trait = '' and value = '\"trait\"' and " ~ tests ~ ') group by profile_number)'
    ) }}
{%- endmacro %}
