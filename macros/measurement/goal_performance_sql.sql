{# How those who entered a segment fared on its goal, by the evaluation at which they entered.

`tables`: {bitmaps, events, overrides, runs}, relations; `declared`: what `declared_segments` gives. An event counts
for the latest entry before it, once, and while that entry's window is open. Who entered because profiles were merged
did not enter by anything they did, and is left out.
#}
{% macro goal_performance_sql(tables, declared) -%}
{%- set goals = segflux._goals(declared) -%}
{%- if not goals -%}
{{ segflux._no_performance() }}
{%- else -%}
with latest as (
    select max(as_of) as newest_as_of
    from {{ tables.runs }}
    where not is_study
),

entered_rows as (
    select
        segment,
        as_of as entered_at,
        slice,
        {{ segflux._closes_at(goals) }} as closes_at,
        if(cause = 'data', bitmapAndnot(entered, merged), entered) as numbers
    from {{ tables.bitmaps }}
    where segment in ({{ segflux._names_of(goals) }})
),

cohorts as (
    select
        segment,
        entered_at,
        any(closes_at) as closes_at,
        sum(bitmapCardinality(numbers)) as entry_count
    from entered_rows
    group by
        segment,
        entered_at
    having entry_count > 0
),

happened as (
    select
        arrayJoin({{ segflux._goals_of_event(goals) }}) as segment,
        profile_number,
        occurred_at,
        {{ segflux._measure(goals) }} as measure
    from {{ tables.events }}
    where {{ segflux._is_goal_event(goals) }}
        and occurred_at > (select min(entered_rows.entered_at) from entered_rows)
        and occurred_at <= (select latest.newest_as_of from latest)
),

reached as (
    select
        segment,
        profile_number
    from happened
    group by
        segment,
        profile_number
),

known_numbers as (
    select
        segment,
        profile_number as number
    from reached
    union all
    select
        reached.segment as segment,
        overrides.old_number as number
    from reached
    inner join {{ tables.overrides }} as overrides
        on reached.profile_number = overrides.profile_number
),

wanted as (
    select
        segment,
        toUInt8(bitShiftRight(number, 24)) as slice,
        groupBitmapState(number) as numbers
    from known_numbers
    group by
        segment,
        slice
),

entries as (
    select
        entered_rows.segment as segment,
        entered_rows.entered_at as entered_at,
        entered_rows.closes_at as closes_at,
        arrayJoin(bitmapToArray(bitmapAnd(entered_rows.numbers, wanted.numbers))) as number
    from entered_rows
    inner join wanted
        on entered_rows.segment = wanted.segment and entered_rows.slice = wanted.slice
),

present_entries as (
    select distinct
        entries.segment as segment,
        entries.entered_at as entered_at,
        entries.closes_at as closes_at,
        if(overrides.profile_number = 0, entries.number, overrides.profile_number) as profile_number
    from entries
    any left join {{ tables.overrides }} as overrides
        on entries.number = overrides.old_number
),

credited as (
    select
        happened.segment as segment,
        happened.profile_number as profile_number,
        happened.occurred_at as occurred_at,
        happened.measure as measure,
        present_entries.entered_at as entered_at,
        present_entries.closes_at as closes_at
    from happened
    asof inner join present_entries
        on happened.segment = present_entries.segment
        and happened.profile_number = present_entries.profile_number
        and happened.occurred_at > present_entries.entered_at
),

counted as (
    select
        segment,
        entered_at,
        uniqExact(profile_number) as profile_count,
        count() as happened_count,
        sum(measure) as measure_sum
    from credited
    where closes_at is null or occurred_at <= closes_at
    group by
        segment,
        entered_at
),

final as (
    select
        cohorts.segment as segment,
        cohorts.entered_at as entered_at,
        cohorts.closes_at as closes_at,
        cohorts.closes_at is null or cohorts.closes_at <= latest.newest_as_of as is_complete,
        cohorts.entry_count as entered,
        counted.profile_count as converted,
        counted.happened_count as event_count,
        toFloat64(counted.measure_sum) as total
    from cohorts
    any left join counted
        on cohorts.segment = counted.segment and cohorts.entered_at = counted.entered_at
    cross join latest
)

select * from final
{%- endif -%}
{%- endmacro %}

{% macro _no_performance() -%}
select
    '' as segment,
    fromUnixTimestamp64Milli(toInt64(0), 'UTC') as entered_at,
    cast(null as Nullable(DateTime64(3, 'UTC'))) as closes_at,
    true as is_complete,
    toUInt64(0) as entered,
    toUInt64(0) as converted,
    toUInt64(0) as event_count,
    toFloat64(0) as total
where false
{%- endmacro %}

{% macro _goals(declared) -%}
    {%- set goals = [] -%}
    {%- for segment in declared if segment.get('goal_event') -%}{%- do goals.append(segment) -%}{%- endfor -%}
    {{ return(goals) }}
{%- endmacro %}

{% macro _names_of(goals) -%}
    {%- set names = [] -%}
    {%- for goal in goals -%}{%- do names.append(segflux.spelled(goal.segment)) -%}{%- endfor -%}
    {{ return(names | join(', ')) }}
{%- endmacro %}

{# The goals of each key, as {key: [goals]}. #}
{% macro _goals_by(goals, first, second='') -%}
    {%- set groups = {} -%}
    {%- for goal in goals -%}
        {%- do groups.setdefault((goal.get(first) or '', (goal.get(second) or '') if second else ''), []).append(goal) -%}
    {%- endfor -%}
    {{ return(groups) }}
{%- endmacro %}

{# An event stands for each segment whose goal it is; a goal may name the beginning of events, such as `page_*`. #}
{% macro _goals_of_event(goals) -%}
    {%- set lists = [] -%}
    {%- for key, some in segflux._goals_by(goals, 'goal_event').items() -%}
        {%- do lists.append(
            'if(' ~ segflux._is_event(key[0]) ~ ', [' ~ segflux._names_of(some) ~ '], emptyArrayString())'
        ) -%}
    {%- endfor -%}
    {{ return('arrayConcat(' ~ lists | join(', ') ~ ')') }}
{%- endmacro %}

{% macro _is_goal_event(goals) -%}
    {%- set tests = [] -%}
    {%- for key in segflux._goals_by(goals, 'goal_event') -%}{%- do tests.append(segflux._is_event(key[0])) -%}{%- endfor -%}
    {{ return('(' ~ tests | join(' or ') ~ ')') }}
{%- endmacro %}

{% macro _is_event(name) -%}
    {{ return(
        'startsWith(event_name, ' ~ segflux.spelled(name[:-1]) ~ ')' if name.endswith('*')
        else 'event_name = ' ~ segflux.spelled(name)
    ) }}
{%- endmacro %}

{% macro _measure(goals) -%}
    {%- set parts = [] -%}
    {%- for key, some in segflux._goals_by(goals, 'goal_measure').items() if key[0] -%}
        {%- do parts.append('segment in (' ~ segflux._names_of(some) ~ '), toDecimal128(' ~ key[0] ~ ', 6)') -%}
    {%- endfor -%}
    {%- set nothing = 'toDecimal128(0, 6)' -%}
    {{ return('multiIf(' ~ (parts + [nothing]) | join(', ') ~ ')' if parts else nothing) }}
{%- endmacro %}

{# When the window of an entry ends: months and years step in the calendar of the segment's time zone. #}
{% macro _closes_at(goals) -%}
    {%- set parts = [] -%}
    {%- for key, some in segflux._goals_by(goals, 'goal_within', 'time_zone').items() if key[0] -%}
        {%- do parts.append('segment in (' ~ segflux._names_of(some) ~ '), ' ~ segflux.window_end(key[0], key[1])) -%}
    {%- endfor -%}
    {%- set never = "cast(null as Nullable(DateTime64(3, 'UTC')))" -%}
    {{ return('multiIf(' ~ (parts + [never]) | join(', ') ~ ')' if parts else never) }}
{%- endmacro %}
