{# The select of a leaf about another segment, one row per slice: leaf_id, slice, members. It writes nothing.

- `leaf`: what `in_segment`, `was_in_segment` or `was_member` returns
- `tables`: {current, log, overrides}, relations or selects in brackets: the members now of the segments asked about
  (segment, slice, members), those of every evaluation (segment, as_of, slice, members), numbers that merges replaced
#}
{% macro reference_select(id, leaf, tables, run, slices=[0]) -%}
    {%- if leaf.kind == 'own' -%}
        {%- set select = segflux._own_sql(leaf, tables, run) -%}
    {%- elif leaf.kind == 'left' -%}
        {%- set select = segflux._left_sql(leaf, tables, run) -%}
    {%- elif leaf.since -%}
        {%- set select = segflux._stayed_sql(leaf, tables, run) -%}
    {%- else -%}
        {%- set select = 'select slice, members from ' ~ tables.current ~ ' where segment = ' ~ segflux.spelled(leaf.segment) -%}
    {%- endif -%}
    {{ return(segflux.late_select(id, select, slices)) }}
{%- endmacro %}

{# As of the evaluation before this one, whose members are taken for those of now. #}
{% macro _own_sql(leaf, tables, run) -%}
    {%- set of_segment = 'segment = ' ~ segflux.spelled(leaf.segment) ~ ' and as_of < ' ~ segflux.instant_at(run.as_of) -%}
    {%- set last = '(select segment, as_of, slice, members from ' ~ tables.log ~ ' where ' ~ of_segment
        ~ ' and ifNull(as_of = (select maxOrNull(as_of) from ' ~ tables.log ~ ' where ' ~ of_segment ~ '), false))' -%}
    {%- set before = '(' ~ segflux.renumbered_members_sql(last, tables.overrides) ~ ')' -%}
    {%- set read = {'current': before, 'log': tables.log, 'overrides': tables.overrides} -%}
    {%- if leaf.word == 'stayed' -%}
        {{ return(segflux._stayed_sql(leaf, read, run)) }}
    {%- elif leaf.word == 'left' -%}
        {{ return(segflux._left_sql(leaf, read, run)) }}
    {%- endif -%}
    {{ return('select slice, members from ' ~ before) }}
{%- endmacro %}

{# Members now who were so at every evaluation since the last one at or before the moment.

No CTE reads `current`, which may be a select with the same CTEs in it: the engine finds none of its own name in one.
#}
{% macro _stayed_sql(leaf, tables, run) -%}
{%- set moment = segflux.resolve_instant(leaf.since, run.as_of, leaf.time_zone or 'UTC') -%}
(
with logged as (
    {{ segflux._logged_sql(leaf.segment, moment, tables.log, run, is_open=false) | indent(4) }}
),

stored as (
    {{ segflux.renumbered_members_sql('logged', tables.overrides) | indent(4) }}
)

select
    now.slice as slice,
    bitmapAndnot(now.members, broken.numbers) as members
from {{ tables.current }} as now
inner join (
    select
        asked.slice as slice,
        groupBitmapMergeState(bitmapAndnot(asked.members, stored.members)) as numbers
    from (
        select
            evaluations.as_of as as_of,
            now.slice as slice,
            now.members as members
        from {{ tables.current }} as now
        cross join (select distinct as_of from logged) as evaluations
        where now.segment = {{ segflux.spelled(leaf.segment) }}
    ) as asked
    left join stored
        on asked.as_of = stored.as_of and asked.slice = stored.slice
    group by slice
) as broken
    on now.slice = broken.slice
where now.segment = {{ segflux.spelled(leaf.segment) }}
)
{%- endmacro %}

{# Members at some evaluation since the last one at or before the moment, who are not so now: they left after it. #}
{% macro _left_sql(leaf, tables, run) -%}
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
    from {{ tables.current }}
    where segment = {{ segflux.spelled(leaf.segment) }}
) as now
    on former.slice = now.slice
)
{%- endmacro %}

{# The earlier evaluations of a segment from the last one at or before the moment on; none at all, or all if `is_open`,
where none is that old.
#}
{% macro _logged_sql(segment, moment, log, run, is_open) -%}
{%- set of_segment = 'segment = ' ~ segflux.spelled(segment) ~ ' and as_of < ' ~ segflux.instant_at(run.as_of) -%}
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
        where {{ of_segment }} and as_of <= {{ segflux.instant_at([moment, 0] | max) }}
    ), {{ 'true' if is_open else 'false' }})
    {%- endif %}
{%- endmacro %}
