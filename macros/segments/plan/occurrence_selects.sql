{# At least one event: every leaf that picks the same events by name is answered in one pass over them,

which adds profiles to bitmaps and groups nothing. #}
{% macro occurrence_selects(conditions, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'events' and not leaf.having -%}
        {%- do groups.setdefault(leaf.events, []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for events, leaves in groups.items() -%}
        {%- for some in leaves | batch(50) -%}
            {%- do selects.append(segflux._occurrence_select(events, some, relations, place)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{% macro _occurrence_select(events, leaves, relations, place) -%}
    {%- set start = leaves | map(attribute='start') | min -%}
    {%- set end = leaves | map(attribute='end') | max -%}
    {%- set states = [] -%}
    {%- for leaf in leaves -%}
        {%- set tests = [] -%}
        {%- if leaf.start > start -%}{%- do tests.append('occurred_at >= ' ~ segflux._at(leaf.start)) -%}{%- endif -%}
        {%- if leaf.end < end -%}{%- do tests.append('occurred_at < ' ~ segflux._at(leaf.end)) -%}{%- endif -%}
        {%- if leaf.where -%}{%- do tests.append(leaf.where) -%}{%- endif -%}
        {%- do states.append(
            'groupBitmapStateIf(profile_number, ' ~ (tests | join(' and ') or 'true') ~ ')'
        ) -%}
    {%- endfor -%}
    {%- set source = segflux._events(relations, events, start, end, '', place) -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, source, place)) }}
{%- endmacro %}

{% macro _events(relations, events, start, end, where, place) -%}
    {%- set tests = [
        events,
        'occurred_at >= ' ~ segflux._at(start) if start > 0,
        'occurred_at < ' ~ segflux._at(end),
        where,
        segflux._in_slice(place),
    ] -%}
    {{ return(relations.events ~ ' where true' ~ segflux._all_of(tests)) }}
{%- endmacro %}
