{# The statements that insert leaves about other segments into `steps.references`, one row per leaf and slice.

- `leaves`: id -> what `in_segment` and `was_in_segment` return
- `steps`: {current, references}: the members now of the segments asked about, and the table to fill
- `tables`: {overrides, log}
#}
{% macro reference_statements(leaves, steps, tables, run, slices=[0]) -%}
    {%- set statements = [] -%}
    {%- for id in leaves | sort -%}
        {%- set leaf = leaves[id] -%}
        {%- if leaf.kind == 'left' -%}
            {%- set select = segflux._left_sql(leaf, steps, tables, run) -%}
        {%- elif leaf.since -%}
            {%- set select = segflux._stayed_sql(leaf, steps, tables, run) -%}
        {%- else -%}
            {%- set select = 'select slice, members from ' ~ steps.current ~ ' where segment = ' ~ segflux.spelled(leaf.segment) -%}
        {%- endif -%}
        {%- do statements.append(
            'insert into ' ~ steps.references ~ ' (leaf_id, slice, members) select ' ~ segflux.spelled(id)
            ~ ', slice, groupBitmapMergeState(members) from (' ~ select ~ ' union all '
            ~ segflux._nobody_sql(slices) ~ ') group by slice'
        ) -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}

{# Every slice has a row, be it empty. #}
{% macro _nobody_sql(slices) -%}
    {{ return(
        'select arrayJoin(cast([' ~ slices | join(', ') ~ '], \'Array(UInt8)\')) as slice,'
        ~ ' bitmapAndnot(bitmapBuild([toUInt32(0)]), bitmapBuild([toUInt32(0)])) as members'
    ) }}
{%- endmacro %}

{# Members now who were so at every evaluation since the last one at or before the moment. #}
{% macro _stayed_sql(leaf, steps, tables, run) -%}
{%- set moment = segflux.resolve_instant(leaf.since, run.as_of, leaf.time_zone or 'UTC') -%}
(
with logged as (
    {{ segflux._logged_sql(leaf.segment, moment, tables.log, run, is_open=false) | indent(4) }}
),

stored as (
    {{ segflux.renumbered_members_sql('logged', tables.overrides) | indent(4) }}
),

asked as (
    select
        evaluations.as_of as as_of,
        now.slice as slice,
        now.members as members
    from {{ steps.current }} as now
    cross join (select distinct as_of from logged) as evaluations
    where now.segment = {{ segflux.spelled(leaf.segment) }}
),

broken as (
    select
        asked.slice as slice,
        groupBitmapMergeState(bitmapAndnot(asked.members, stored.members)) as numbers
    from asked
    left join stored
        on asked.as_of = stored.as_of and asked.slice = stored.slice
    group by slice
)

select
    now.slice as slice,
    bitmapAndnot(now.members, broken.numbers) as members
from {{ steps.current }} as now
inner join broken
    on now.slice = broken.slice
where now.segment = {{ segflux.spelled(leaf.segment) }}
)
{%- endmacro %}

{# Members at some evaluation since the last one at or before the moment, who are not so now: they left after it. #}
{% macro _left_sql(leaf, steps, tables, run) -%}
{%- set moment = none -%}
{%- if leaf.after -%}
    {%- set moment = segflux.resolve_instant(leaf.after, run.as_of, leaf.time_zone or 'UTC') -%}
{%- endif -%}
(
with logged as (
    {{ segflux._logged_sql(leaf.segment, moment, tables.log, run, is_open=true) | indent(4) }}
),

stored as (
    {{ segflux.renumbered_members_sql('logged', tables.overrides) | indent(4) }}
),

former as (
    select
        slice,
        groupBitmapMergeState(members) as members
    from stored
    group by slice
)

select
    former.slice as slice,
    bitmapAndnot(former.members, now.members) as members
from former
left join (
    select
        slice,
        members
    from {{ steps.current }}
    where segment = {{ segflux.spelled(leaf.segment) }}
) as now
    on former.slice = now.slice
)
{%- endmacro %}

{# The earlier evaluations of a segment from the last one at or before the moment on; none at all, or all if `is_open`,
where none is that old.
#}
{% macro _logged_sql(segment, moment, log, run, is_open) -%}
{%- set of_segment = 'segment = ' ~ segflux.spelled(segment) ~ ' and as_of < ' ~ segflux._at(run.as_of) -%}
select
    segment,
    as_of,
    slice,
    members
from {{ log }}
where {{ of_segment }}
    {%- if moment is not none %}
    and ifNull(as_of >= (
        select maxOrNull(as_of)
        from {{ log }}
        where {{ of_segment }} and as_of <= {{ segflux._at([moment, 0] | max) }}
    ), {{ 'true' if is_open else 'false' }})
    {%- endif %}
{%- endmacro %}
