{# Sequences: one pass per step over the events of each profile that any step names, in the order of time.

Of the events that may stand before one, the latest is enough: its deadline and its first event are the latest too.
#}
{% macro sequence_selects(conditions, relations, place) -%}
    {%- set selects = [] -%}
    {%- for leaf in conditions if leaf.kind == 'sequence' -%}
        {%- do selects.append(segflux._select(
            [leaf.id], ['groupBitmapStateIf(profile_number, true)'], segflux._completed(leaf, relations, place), place
        )) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# Profiles with an event that completes the sequence. #}
{% macro _completed(leaf, relations, place) -%}
    {%- set steps = namespace(sql=segflux._marked_events(leaf, relations, place)) -%}
    {%- for step in leaf.steps -%}
        {%- set steps.sql = segflux._step_select(leaf, loop.index0, steps.sql) -%}
    {%- endfor -%}
    {%- set tests = ['chosen', leaf.inside and 'at <= ' ~ leaf.inside] -%}
    {{ return('(select profile_number from ' ~ steps.sql ~ ' where true' ~ segflux._all_of(tests) ~ ')') }}
{%- endmacro %}

{# Which steps and absences each event matches. #}
{% macro _marked_events(leaf, relations, place) -%}
    {%- set columns, names = ['profile_number', 'toUnixTimestamp64Milli(occurred_at) as at'], [] -%}
    {%- if leaf.same -%}{%- do columns.append(leaf.same ~ ' as same') -%}{%- endif -%}
    {%- for step in leaf.steps -%}
        {%- set number = loop.index -%}
        {%- set in_window = 'at >= ' ~ leaf.start ~ ' and at < ' ~ leaf.end -%}
        {%- do columns.append(segflux._marked(step, in_window) ~ ' as step_' ~ number) -%}
        {%- do names.append(step.events) -%}
        {%- for absence in step.absences -%}
            {%- do columns.append(segflux._marked(absence, '') ~ ' as absence_' ~ number ~ '_' ~ loop.index) -%}
            {%- do names.append(absence.events) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set any_name = '' if '' in names else '(' ~ names | unique | join(' or ') ~ ')' -%}
    {#- ClickHouse 25.8 would read isNotNull as a subcolumn, which the view of events does not have. -#}
    {%- set known = 'ifNull(' ~ leaf.same ~ ' = ' ~ leaf.same ~ ', false)' if leaf.same else '' -%}
    {%- set source = segflux._events(relations, any_name, leaf.start, leaf.as_of + 1, known, place, [leaf]) -%}
    {{ return('(select ' ~ columns | join(', ') ~ ' from ' ~ source ~ ')') }}
{%- endmacro %}

{% macro _marked(part, in_window) -%}
    {{ return('(true' ~ segflux._all_of([part.events, part.where, in_window]) ~ ')') }}
{%- endmacro %}

{# `chosen`: the event can be the one of this step; `first`: the latest event that such a choice can begin with. #}
{% macro _step_select(leaf, position, source) -%}
    {%- set number, step = position + 1, leaf.steps[position] -%}
    {%- set by = 'partition by profile_number' ~ (', same' if leaf.same else '') ~ ' order by at range between ' -%}
    {%- set before, later = by ~ 'unbounded preceding and 1 preceding', by ~ '1 following and unbounded following' -%}
    {%- set columns, tests = ['*'], ['step_' ~ number] -%}
    {%- if position -%}
        {%- do columns.append('maxIf(at, chosen) over (' ~ before ~ ') as latest') -%}
        {%- do columns.append('maxIf(first, chosen) over (' ~ before ~ ') as first_of_latest') -%}
        {%- do tests.extend(['latest > 0', step.by and 'at <= ' ~ step.by]) -%}
        {%- for absence in leaf.steps[position - 1].absences if not absence.by -%}
            {%- set name = 'absence_' ~ position ~ '_' ~ (leaf.steps[position - 1].absences.index(absence) + 1) -%}
            {%- do columns.append('maxIf(at, ' ~ name ~ ') over (' ~ before ~ ') as last_' ~ name) -%}
            {%- do tests.append('last_' ~ name ~ ' <= latest') -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for absence in step.absences if absence.by -%}
        {%- set name = 'absence_' ~ number ~ '_' ~ (step.absences.index(absence) + 1) -%}
        {%- do columns.append('minIf(at, ' ~ name ~ ') over (' ~ later ~ ') as next_' ~ name) -%}
        {%- do tests.append('(next_' ~ name ~ ' = 0 or next_' ~ name ~ ' > ' ~ absence.by ~ ')') -%}
        {%- if number == leaf.steps | length -%}{%- do tests.append(absence.by ~ ' <= ' ~ leaf.as_of) -%}{%- endif -%}
    {%- endfor -%}
    {%- set kept = ['profile_number', 'at', 'same' if leaf.same] -%}
    {%- for other in leaf.steps[position:] -%}
        {%- set other_number = position + loop.index -%}
        {%- if other_number > number -%}{%- do kept.append('step_' ~ other_number) -%}{%- endif -%}
        {%- for absence in other.absences -%}
            {%- do kept.append('absence_' ~ other_number ~ '_' ~ loop.index) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(
        '(select ' ~ kept | select | join(', ') ~ ', (' ~ tests | select | join(' and ') ~ ') as chosen, '
        ~ ('first_of_latest' if position else 'at') ~ ' as first from (select ' ~ columns | join(', ')
        ~ ' from ' ~ source ~ '))'
    ) }}
{%- endmacro %}
