{# The statements that evaluate leaves and insert one bitmap per leaf and slice into `target`.

`leaves`: id -> condition (what `did_event` and its like return); `as_of`: milliseconds since 1970;
`relations`: `events`, `traits`, `identifiers`; `slices`: the numbers of the slices of 2^24 profiles.
#}
{% macro leaf_statements(leaves, as_of, relations, target, slices=[0]) -%}
    {%- set statements = [] -%}
    {%- for select in segflux.leaf_selects(leaves, as_of, relations, slices) -%}
        {%- do statements.append('insert into ' ~ target ~ ' (leaf_id, slice, members) ' ~ select) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{# The condition with its window and moments as SQL, and with the name it is known by. #}
{% macro _resolved(id, leaf, as_of) -%}
    {%- set zone = leaf.time_zone or 'UTC' -%}
    {%- set resolved = {'id': id, 'kind': leaf.kind, 'as_of': as_of, 'others': leaf.get('others', []),
        'computed': leaf.get('computed', {})} -%}
    {%- if leaf.kind == 'events' -%}
        {%- set range = segflux._window(leaf, as_of, zone) -%}
        {%- do resolved.update(
            events=leaf.events, having=segflux.resolve_moments(leaf.having, as_of, zone), start=range[0], end=range[1],
            where=segflux.resolve_moments(leaf.where, as_of, zone), each=leaf.get('each', '')
        ) -%}
    {%- elif leaf.kind == 'trait' -%}
        {%- do resolved.update(
            trait=leaf.trait, reads=leaf.reads, test=segflux.resolve_moments(leaf.test, as_of, zone),
            held=segflux.resolve_moments(leaf.held, as_of, zone), is_of_everybody=leaf.is_of_everybody
        ) -%}
    {%- elif leaf.kind == 'record' -%}
        {%- do resolved.update(
            record=leaf.record, where=segflux.resolve_moments(leaf.where, as_of, zone), having=leaf.having
        ) -%}
    {%- elif leaf.kind == 'sequence' -%}
        {%- set range = segflux._window(leaf, as_of, zone) -%}
        {%- do resolved.update(
            steps=segflux._resolved_steps(leaf.steps, as_of, zone), inside=leaf.inside, same=leaf.same,
            start=range[0], end=range[1]
        ) -%}
    {%- elif leaf.kind == 'rank' or leaf.kind == 'rfm' -%}
        {%- set range = segflux._window(leaf, as_of, zone) -%}
        {%- do resolved.update(leaf) -%}
        {%- do resolved.update(
            start=range[0], end=range[1], where=segflux.resolve_moments(leaf.where, as_of, zone)
        ) -%}
    {%- elif leaf.kind == 'model' -%}
        {%- do resolved.update(segment=leaf.segment) -%}
    {%- elif leaf.kind == 'entity' -%}
        {%- do resolved.update(leaf) -%}
    {%- elif leaf.kind == 'sql' -%}
        {%- do resolved.update(test=leaf.test, events=leaf.events) -%}
    {%- elif leaf.kind == 'listed' -%}
        {%- do resolved.update(list=leaf.list, id_type=leaf.id_type) -%}
    {%- elif leaf.kind == 'sample' -%}
        {%- do resolved.update(seed=leaf.seed, bound=leaf.bound) -%}
    {%- endif -%}
    {{ return(resolved) }}
{%- endmacro %}

{% macro _resolved_steps(steps, as_of, zone) -%}
    {%- set resolved = [] -%}
    {%- for step in steps -%}
        {%- do resolved.append({
            'events': step.events, 'where': segflux.resolve_moments(step.where, as_of, zone), 'by': step.by,
            'absences': segflux._resolved_steps(step.absences, as_of, zone),
        }) -%}
    {%- endfor -%}
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
