{# Evaluate segments into `steps.evaluated`, those first that others read: stratum by stratum.

- `segments`: what `chosen_segments` gives; what one reads and is not among them counts as it stood last
- `steps`: names of scratch tables {kept, evaluated, current, references}; the first two exist
- `tables`: {leaves, overrides, log, events, traits}, relations; the log holds the bitmaps of every evaluation
#}
{% macro evaluate_strata(segments, steps, tables, run, slices=[0]) -%}
    {%- set leaves = segflux._late_leaves_of(segments) -%}
    {%- set relations = {'leaves': tables.leaves} -%}
    {%- if leaves -%}
        {%- do segflux._open_references(segments, leaves, steps, tables, run) -%}
        {%- do relations.update(references=steps.references) -%}
    {%- endif -%}
    {%- set answered = {} -%}
    {%- set read = {'current': steps.current, 'log': tables.log, 'overrides': tables.overrides} -%}
    {%- for number, stratum in segments | groupby('stratum', default=0) -%}
        {%- set asked = segflux._late_leaves_of(stratum) -%}
        {%- for is_population in (false, true) -%}
            {%- for id, leaf in asked.items() if id not in answered and (leaf.kind in ('rank', 'rfm')) == is_population -%}
                {%- do run_query(
                    'insert into ' ~ steps.references ~ ' (leaf_id, slice, members) '
                    ~ (segflux._population_leaf(id, leaf, tables, relations, steps, run, slices) if is_population
                        else segflux.reference_select(id, leaf, read, run, slices))
                ) -%}
                {%- do answered.update({id: true}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for statement in segflux.segment_statements(stratum, relations, steps.evaluated, slices) -%}
            {%- do run_query(statement) -%}
        {%- endfor -%}
        {%- set moving = stratum | rejectattr('status', 'equalto', 'paused') | list -%}
        {%- if leaves and moving -%}
            {%- do run_query(segflux._keep_current_sql(moving, steps)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{# The base and those a leaf is `among` are known by now: the leaves of the stratum that compare nobody are answered. #}
{% macro _population_leaf(id, leaf, tables, relations, steps, run, slices) -%}
    {%- set wanted = ' where leaf_id in (' ~ segflux._text_list(segflux.leaf_ids_in(leaf.base)) ~ ')' -%}
    {%- set packs = [] -%}
    {%- for source in relations.values() -%}
        {%- do packs.append('select leaf_id, slice, members from ' ~ source ~ wanted) -%}
    {%- endfor -%}
    {%- set among = '(select slice, members from ' ~ steps.current ~ ' where segment = '
        ~ segflux.spelled(leaf.segment) ~ ')' if leaf.segment else '' -%}
    {%- set read = {
        'events': tables.events, 'traits': tables.traits, 'base': segflux.base_select(leaf.base, packs), 'among': among
    } -%}
    {{ return(segflux.population_select(id, leaf, read, run, slices)) }}
{%- endmacro %}

{# The leaves that wait for others, or for other segments, by id. #}
{% macro _late_leaves_of(segments) -%}
    {%- set found = {} -%}
    {%- for segment in segments -%}
        {%- for id, leaf in segment.leaves.items() if leaf.is_late -%}
            {%- do found.update({id: leaf}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# `current`: the members now of segments that may be read; `references`: the leaves that wait. #}
{% macro _open_references(segments, leaves, steps, tables, run) -%}
    {%- do run_query(
        'create table ' ~ steps.current ~ segflux.on_cluster()
        ~ ' (segment String, slice UInt8, members AggregateFunction(groupBitmap, UInt32)) engine = '
        ~ segflux.table_engine() ~ ' order by (segment, slice)'
    ) -%}
    {%- do run_query(
        'create table ' ~ steps.references ~ segflux.on_cluster() ~ ' (' ~ segflux.leaf_columns() ~ ') engine = '
        ~ segflux.table_engine() ~ ' order by (leaf_id, slice)'
    ) -%}
    {%- set paused = segments | selectattr('status', 'equalto', 'paused') | list -%}
    {%- if paused -%}
        {#- They have their last members still, so whoever yields to them can be decided before what they read. -#}
        {%- do run_query(segflux._keep_current_sql(paused, steps, 'kept', 'previous_members')) -%}
    {%- endif -%}
    {%- set chosen = segments | map(attribute='segment') | list -%}
    {%- set standing = leaves.values() | map(attribute='segment') | select | reject('in', chosen) | unique | sort | list -%}
    {%- if standing -%}
        {%- do segflux._require_evaluations(standing, tables.log, run) -%}
        {%- do run_query(segflux._standing_members_sql(standing, steps.current, tables, run)) -%}
    {%- endif -%}
{%- endmacro %}

{% macro _require_evaluations(names, log, run) -%}
    {%- set rows = run_query(
        "select distinct concat('s', segment) from " ~ log ~ ' where segment in (' ~ segflux._text_list(names)
        ~ ') and as_of <= ' ~ segflux.instant_at(run.as_of)
    ).rows -%}
    {%- set found = [] -%}
    {%- for row in rows -%}{%- do found.append((row[0] | string)[1:]) -%}{%- endfor -%}
    {%- set missing = names | reject('in', found) | list -%}
    {%- if missing -%}
        {{ exceptions.raise_compiler_error(
            'The chosen segments read members of ' ~ missing | join(', ') ~ ', which no evaluation has up to this instant. '
            ~ 'Choose these too, or build everything.'
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _standing_members_sql(names, target, tables, run) -%}
insert into {{ target }} (segment, slice, members)
with last_rows as (
    select
        segment,
        as_of,
        slice,
        members
    from {{ tables.log }}
    where (segment, as_of) in (
        select
            segment,
            max(as_of)
        from {{ tables.log }}
        where segment in ({{ segflux._text_list(names) }}) and as_of <= {{ segflux.instant_at(run.as_of) }}
        group by segment
    )
)

select segment, slice, members from (
    {{ segflux.renumbered_members_sql('last_rows', tables.overrides) | indent(4) }}
)
{%- endmacro %}

{# The members of some segments now: those that were just evaluated, or what another step has of them. #}
{% macro _keep_current_sql(segments, steps, source='evaluated', members='members') -%}
insert into {{ steps.current }} (segment, slice, members)
select
    segment,
    slice,
    {{ members }}
from {{ steps[source] }}
where segment in ({{ segflux._text_list(segments | map(attribute='segment')) }})
{%- endmacro %}

{% macro _text_list(texts) -%}
    {%- set spelled = [] -%}
    {%- for text in texts -%}{%- do spelled.append(segflux.spelled(text)) -%}{%- endfor -%}
    {{ return(spelled | join(', ')) }}
{%- endmacro %}
