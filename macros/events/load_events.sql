{# Take the events that arrived since each source's last successful load into `fct_events`, each (source, event_id) once.

Of several deliveries the one that arrived first counts, at any distance; of a mutable source the newest version.
- `target`: a relation (schema, identifier); created when it is not there
- `sources`: what `declared_sources('events')` gives
- `tables`: {loads, rejected, identifiers, numbers}, relations
- `run`: what `current_run` gives
- `options`: {columns: what `used_columns` gives, layout: see `table_layout`, is_full: rebuild from the first row}
#}
{% macro load_events(target, sources, tables, run, options) -%}
{%- set filling = segflux.open_filling(target, segflux.event_columns(options.columns), tables, run, options) -%}
{%- do segflux.add_used_columns(filling.relation, options.columns) -%}
{%- do segflux.remove_undeclared(filling, sources, 'events', tables.loads, run) -%}
{%- set loaded = [] -%}
{%- for plan in segflux.planned_loads(filling, sources, tables, run) -%}
    {%- do loaded.append((plan, segflux._load_events_of(filling, plan, tables, run))) -%}
{%- endfor -%}
{%- do segflux.close_filling(filling, target, loaded, tables.loads, run) -%}
{%- endmacro %}

{% macro _load_events_of(filling, plan, tables, run) -%}
{%- set source = plan.source -%}
{%- set window = segflux.window_of(source, plan.mark, run.started_at) -%}
{%- set counts = {'removed': segflux.unload_source(filling, source, tables.loads, run) if plan.is_anew else 0} -%}
{%- set is_mirrored = source.is_mutable and source.look_back_seconds is none -%}
{%- set kept = segflux.scratch_name(filling.relation, run, 'kept') -%}
{%- if is_mirrored -%}
    {%- do run_query('create or replace table ' ~ kept ~ segflux.on_cluster() ~ ' (event_key UInt64) engine = ' ~ segflux.table_engine()
        ~ ' order by event_key') -%}
{%- endif -%}
{%- for slice in segflux.slices_of(source, window) -%}
    {%- do segflux._load_slice(filling, source, slice, tables, run, counts) -%}
    {%- if is_mirrored -%}
        {%- do run_query('insert into ' ~ kept ~ ' ' ~ segflux._kept_events_sql(filling, run, counts.waiting)) -%}
    {%- endif -%}
{%- endfor -%}
{%- if is_mirrored -%}
    {%- do segflux._add_counts(counts, {'removed': segflux.remove_vanished(filling.name, source, 'event_key', kept)}) -%}
{%- endif -%}
{%- set rows = segflux.rows_there(source, plan, run, counts.get('read', 0)) -%}
{%- do segflux._add_counts(counts, {'waiting': rows.ahead, 'there': rows.there, 'missing': rows.missing}) -%}
{%- do segflux._drop_steps(filling.relation, run, ['arrived', 'chosen', 'judged', 'kept']) -%}
{{- return(counts) -}}
{%- endmacro %}

{% macro _drop_steps(target, run, steps) -%}
{%- set names = [] -%}
{%- for step in steps -%}
    {%- do names.append(segflux.scratch_name(target, run, step)) -%}
{%- endfor -%}
{%- do run_query('drop table if exists ' ~ names | join(', ') ~ segflux.on_cluster()) -%}
{%- endmacro %}

{% macro _load_slice(filling, source, slice, tables, run, counts) -%}
{%- set arrived = segflux.scratch_name(filling.relation, run, 'arrived') -%}
{%- set chosen = segflux.scratch_name(filling.relation, run, 'chosen') -%}
{%- do segflux.scratch_as(arrived, segflux.arrived_events_sql(source, slice, run)) -%}
{%- do segflux.scratch_as(chosen, segflux.chosen_events_sql(arrived, source, tables.identifiers)) -%}
{%- set found = run_query(segflux._slice_counts_sql(arrived, chosen, tables.identifiers, filling.name, source)).rows[0] -%}
{%- set read, rejected, waiting, winners = found[0] | int, found[1] | int, found[2] | int, found[3] | int -%}
{%- if rejected -%}
    {%- do segflux.reject_rows(tables.rejected, arrived, source, run) -%}
{%- endif -%}
{%- set repeated = read - rejected - waiting - winners -%}
{%- set moved = run_query(segflux._moved_sql(arrived, chosen)).rows[0][0] | int if repeated else 0 -%}
{%- do segflux._add_counts(counts, {
    'read': read, 'rejected': rejected, 'waiting': waiting, 'repeated': repeated, 'moved': moved
}) -%}
{%- if found[4] | int -%}
    {%- do segflux._add_counts(counts, segflux._insert_judged(filling, source, chosen, run)) -%}
{%- else -%}
    {%- do run_query(segflux._insert_events_sql(filling.name, source, chosen)) -%}
    {%- do segflux._add_counts(counts, {'inserted': winners}) -%}
{%- endif -%}
{%- endmacro %}

{% macro _add_counts(counts, more) -%}
{%- for name in more -%}
    {%- do counts.update({name: counts.get(name, 0) + more[name]}) -%}
{%- endfor -%}
{%- endmacro %}

{% macro _slice_counts_sql(arrived, chosen, identifiers, target, source) -%}
with numbered as (
    select node
    from {{ identifiers }}
    where profile_number != 0 and node in (select node from {{ arrived }})
)

select
    count(),
    countIf(reason != ''),
    countIf(reason = '' and node not in numbered),
    (select toUInt64(count()) from {{ chosen }}),
    (select toUInt64(count()) from (
        select 1 from {{ target }} where source = {{ segflux.spelled(source.source) }} limit 1
    ))
from {{ arrived }}
{%- endmacro %}

{# What stays of a mirrored source: what counts, and events whose new row waits for its person. #}
{% macro _kept_events_sql(filling, run, waiting) -%}
select event_key
from {{ segflux.scratch_name(filling.relation, run, 'chosen') }}
{%- if waiting %}
union all
{{ segflux._unseen_sql(segflux.scratch_name(filling.relation, run, 'arrived'), 'event_key') }}
{%- endif -%}
{%- endmacro %}

{# Repeats that carry another time than the delivery that counts. #}
{% macro _moved_sql(arrived, chosen) -%}
select count()
from {{ arrived }} as arrived
any left join {{ chosen }} as chosen
    on arrived.event_key = chosen.event_key and arrived.event_id = chosen.event_id
where arrived.reason = '' and chosen.event_id != '' and arrived.happened_at != chosen.happened_at
{%- endmacro %}

{# Stored events that lose against what arrived go first: after a kill in between, the same rows are read and put in again. #}
{% macro _insert_judged(filling, source, chosen, run) -%}
{%- set judged = segflux.scratch_name(filling.relation, run, 'judged') -%}
{%- set kept = segflux.scratch_name(filling.relation, run, 'kept') -%}
{%- do segflux.scratch_as(judged, segflux.judged_events_sql(chosen, filling.name, source, kept)) -%}
{%- set found = run_query(
    "select countIf(verdict = 'new'), countIf(verdict = 'better'), countIf(verdict = 'worse'), "
    ~ "countIf(is_moved and verdict != 'new') from " ~ judged
).rows[0] -%}
{%- if found[1] | int -%}
    {%- do segflux.delete_rows(filling.name, 'source = ' ~ segflux.spelled(source.source), {
        'columns': 'event_key, event_id', 'scratch': judged, 'filter': "verdict = 'better'", 'is_in': true,
    }) -%}
{%- endif -%}
{%- if found[0] | int + found[1] | int -%}
    {%- do run_query(segflux._insert_events_sql(filling.name, source, judged) ~ " where verdict != 'worse'") -%}
{%- endif -%}
{{- return({
    'inserted': found[0] | int, 'replaced': found[1] | int,
    'repeated': found[2] | int, 'moved': found[3] | int,
}) -}}
{%- endmacro %}

{% macro _insert_events_sql(name, source, rows) -%}
insert into {{ name }} (
    source, event_id, event_key, event_name, occurred_at, arrived_at, arrival_order, row_key,
    profile_number, node, properties
)
{{ segflux.shard_settings() }}
select
    {{ segflux.spelled(source.source) }}, event_id, event_key, event_name, happened_at, arrived_at, arrival_order,
    row_key, profile_number, node, properties
from {{ rows }}
{%- endmacro %}
