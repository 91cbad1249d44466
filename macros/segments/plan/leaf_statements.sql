{# The statements that evaluate leaves and insert one bitmap per leaf and slice into `target`.

`leaves`: id -> condition (what `did_event` and its like return); `as_of`: milliseconds since 1970;
`relations`: `events`, `traits`, `identifiers`; `slices`: the numbers of the slices of 2^24 profiles.
#}
{% macro leaf_statements(leaves, as_of, relations, target, slices=[0]) -%}
    {%- set conditions = [] -%}
    {%- for id in leaves | sort -%}
        {%- do conditions.append(segflux._resolved(id, leaves[id], as_of)) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for slice in slices -%}
        {%- set place = {'slice': slice, 'is_only': slices | length == 1} -%}
        {%- do selects.extend(segflux._occurrence_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux._measure_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux._trait_selects(conditions, as_of, relations, place)) -%}
        {%- do selects.extend(segflux._profile_selects(conditions, as_of, relations, place)) -%}
    {%- endfor -%}
    {{ return(segflux._packed(selects, target)) }}
{%- endmacro %}

{# The condition with its window and moments as SQL, and with the name it is known by. #}
{% macro _resolved(id, leaf, as_of) -%}
    {%- set zone = leaf.time_zone or 'UTC' -%}
    {%- set resolved = {'id': id, 'kind': leaf.kind} -%}
    {%- if leaf.kind == 'events' -%}
        {%- set range = segflux._window(leaf, as_of, zone) -%}
        {%- do resolved.update(
            events=leaf.events, having=leaf.having, start=range[0], end=range[1],
            where=segflux.resolve_moments(leaf.where, as_of, zone)
        ) -%}
    {%- elif leaf.kind == 'trait' -%}
        {%- do resolved.update(
            trait=leaf.trait, reads=leaf.reads, test=segflux.resolve_moments(leaf.test, as_of, zone)
        ) -%}
    {%- endif -%}
    {{ return(resolved) }}
{%- endmacro %}

{# [start, end) in milliseconds, within what an event's time can be; nothing after `as_of`. #}
{% macro _window(leaf, as_of, zone) -%}
    {%- set start = 0 -%}
    {%- set end = as_of + 1 -%}
    {%- if leaf.after -%}
        {%- set start = segflux.resolve_instant(leaf.after, as_of, zone) + 1 -%}
    {%- elif leaf.since -%}
        {%- set start = segflux.resolve_instant(leaf.since, as_of, zone) -%}
    {%- endif -%}
    {%- if leaf.until -%}
        {%- set end = [end, segflux.resolve_instant(leaf.until, as_of, zone)] | min -%}
    {%- endif -%}
    {{ return([[start, 0] | max, [end, 0] | max]) }}
{%- endmacro %}

{% macro _at(milliseconds) -%}
fromUnixTimestamp64Milli({{ milliseconds }}, 'UTC')
{%- endmacro %}

{% macro _all_of(tests) -%}
    {%- set written = tests | select | list -%}
    {{ return((' and ' ~ written | join(' and ')) if written else '') }}
{%- endmacro %}

{% macro _in_slice(place) -%}
    {{ return('' if place.is_only else 'bitShiftRight(profile_number, 24) = ' ~ place.slice) }}
{%- endmacro %}

{% macro _select(ids, states, source, place) -%}
    {{ return(
        "select ['" ~ ids | join("', '") ~ "'] as leaf_ids, toUInt8(" ~ place.slice ~ ") as slice, ["
        ~ states | join(', ') ~ '] as states from ' ~ source
    ) }}
{%- endmacro %}

{# At least one event: every leaf that picks the same events by name is answered in one pass over them,

which adds profiles to bitmaps and groups nothing. #}
{% macro _occurrence_selects(conditions, relations, place) -%}
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

{# Counts and amounts: one grouping per distinct events, filter and window; tests on its results. #}
{% macro _measure_selects(conditions, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'events' and leaf.having -%}
        {%- do groups.setdefault((leaf.events, leaf.where, leaf.start, leaf.end), []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for key, leaves in groups.items() -%}
        {%- set source = segflux._events(relations, key[0], key[2], key[3], key[1], place) -%}
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
    {%- set grouped = '(select ' ~ columns | join(', ') ~ ' from ' ~ source ~ ' group by profile_number)' -%}
    {{ return(segflux._select(leaves | map(attribute='id') | list, states, grouped, place)) }}
{%- endmacro %}

{# Traits: the latest value of every profile, once per trait, and the tests on it. #}
{% macro _trait_selects(conditions, as_of, relations, place) -%}
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

{% macro _latest_values(trait, leaves, as_of, relations, place) -%}
    {%- if trait in ("'first_seen_at'", "'last_seen_at'") -%}
        {{ return(segflux._seen_values(trait, as_of, relations, place)) }}
    {%- endif -%}
    {%- set columns = leaves | map(attribute='reads') | join(', ') -%}
    {%- set columns = columns.split(', ') | unique | sort | list -%}
    {%- set latest = [] -%}
    {%- for column in columns -%}
        {%- do latest.append('tupleElement(latest, ' ~ loop.index ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ return(
        '(select profile_number, ' ~ latest | join(', ')
        ~ ' from (select profile_number, argMax(tuple(' ~ columns | join(', ')
        ~ '), (occurred_at, arrived_at, arrival_order, row_key)) as latest from ' ~ relations.traits ~ ' where trait = ' ~ trait ~ ' and occurred_at < ' ~ segflux._at(as_of + 1)
        ~ segflux._all_of([segflux._in_slice(place)]) ~ ' group by profile_number))'
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

{# The universe, and who is known. #}
{% macro _profile_selects(conditions, as_of, relations, place) -%}
    {%- set selects = [] -%}
    {%- set in_slice = segflux._all_of([segflux._in_slice(place)]) -%}
    {%- set seen = 'occurred_at < ' ~ segflux._at(as_of + 1) ~ in_slice -%}
    {%- set sources = {
        'universe': '(select profile_number from ' ~ relations.events ~ ' where ' ~ seen
            ~ ' union all select profile_number from ' ~ relations.traits
            ~ " where trait = '' and " ~ seen ~ ')',
        'known': '(select profile_number from ' ~ relations.identifiers ~ ' where is_strong' ~ in_slice ~ ')',
    } -%}
    {%- for leaf in conditions if leaf.kind in sources -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], sources[leaf.kind], place)
        ) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# Up to ten selects, of less than 150,000 characters together, are one insert. #}
{% macro _packed(selects, target) -%}
    {%- set packs = [] -%}
    {%- set open = namespace(pack=[], size=0) -%}
    {%- for select in selects -%}
        {%- if open.pack and (open.pack | length == 10 or open.size + select | length > 150000) -%}
            {%- do packs.append(open.pack) -%}
            {%- set open.pack = [] -%}
            {%- set open.size = 0 -%}
        {%- endif -%}
        {%- do open.pack.append(select) -%}
        {%- set open.size = open.size + select | length -%}
    {%- endfor -%}
    {%- if open.pack -%}{%- do packs.append(open.pack) -%}{%- endif -%}
    {%- set statements = [] -%}
    {%- for pack in packs -%}
        {%- do statements.append(
            'insert into ' ~ target ~ ' (leaf_id, slice, members) select leaf_id, slice, members from ('
            ~ pack | join(' union all ') ~ ') array join leaf_ids as leaf_id, states as members'
        ) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
