{# At least one event: every leaf that picks the same events by name is answered in one pass over them,

which adds profiles to bitmaps and groups nothing. #}
{% macro occurrence_selects(conditions, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'events' and not leaf.having -%}
        {%- do groups.setdefault((leaf.events, leaf.others | length > 0), []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for key, leaves in groups.items() -%}
        {%- for some in leaves | batch(50) -%}
            {%- do selects.append(segflux._occurrence_select(key[0], some, relations, place)) -%}
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
        {%- if leaf.start > start -%}{%- do tests.append('occurred_at >= ' ~ segflux.instant_at(leaf.start)) -%}{%- endif -%}
        {%- if leaf.end < end -%}{%- do tests.append('occurred_at < ' ~ segflux.instant_at(leaf.end)) -%}{%- endif -%}
        {%- if leaf.where -%}{%- do tests.append(leaf.where) -%}{%- endif -%}
        {%- do states.append(
            'groupBitmapStateIf(profile_number, ' ~ (tests | join(' and ') or 'true') ~ ')'
        ) -%}
    {%- endfor -%}
    {%- set source = segflux._events(relations, events, start, end, '', place, leaves) -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, source, place)) }}
{%- endmacro %}

{# The events of a time, with the other traits that the leaves name beside them. #}
{% macro _events(relations, events, start, end, where, place, leaves=[]) -%}
    {%- set tests = [
        events,
        'occurred_at >= ' ~ segflux.instant_at(start) if start > 0,
        'occurred_at < ' ~ segflux.instant_at(end),
        segflux._in_slice(place),
    ] -%}
    {%- if segflux._columns_beside(leaves) -%}
        {%- set found = '(select * from ' ~ relations.events ~ ' where true' ~ segflux._all_of(tests) ~ ')' -%}
        {{ return(segflux._with_others(found, leaves, relations, place) ~ ' where true' ~ segflux._all_of([where])) }}
    {%- endif -%}
    {{ return(relations.events ~ ' where true' ~ segflux._all_of(tests + [where])) }}
{%- endmacro %}
