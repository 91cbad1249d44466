{# Counts and amounts: one grouping per distinct events, filter and window; tests on its results. #}
{% macro measure_selects(conditions, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'events' and leaf.having -%}
        {%- do groups.setdefault((leaf.events, leaf.where, leaf.start, leaf.end, leaf.others | length > 0, leaf.each), []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for key, leaves in groups.items() -%}
        {%- set source = segflux._events(relations, key[0], key[2], key[3], key[1], place, leaves) -%}
        {%- for some in leaves | batch(50) -%}
            {%- do selects.append(segflux._measure_select(some, source, place)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{% macro _measure_select(leaves, source, place) -%}
    {%- set columns, states = ['profile_number'], [] -%}
    {%- for leaf in leaves -%}
        {%- do columns.append(leaf.having ~ ' as test_' ~ loop.index) -%}
        {%- do states.append('groupBitmapStateIf(profile_number, test_' ~ loop.index ~ ')') -%}
    {%- endfor -%}
    {%- set keys = ['profile_number'] + segflux._columns_beside(leaves).values() | list -%}
    {%- if leaves[0].get('each') -%}{%- set source = segflux.events_by_value(leaves[0].each, source, keys) -%}{%- endif -%}
    {%- set grouped = '(select ' ~ columns | join(', ') ~ ' from ' ~ source ~ ' group by ' ~ keys | join(', ') ~ ')' -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, grouped, place)) }}
{%- endmacro %}
