{# Take the rows of traits, of records and of links that arrived since each source's last successful load into `fct_traits`.

A row leaves one row per trait that it mentions and a marker, trait '' with the value "trait", "record", "link" or "entity", that tells that
the profile had a row at that time. Rows of an entity are of no profile; they have the number 0. The arguments are those of
`load_events`; `sources` are of the shapes traits, records, links, entities and identifiers.
#}
{% macro load_traits(target, sources, tables, run, options) -%}
{%- set filling = segflux.open_filling(target, segflux.trait_columns(), tables, run, options) -%}
{%- if not filling.is_new -%}
    {%- do segflux._add_key_of_versions(target) -%}
{%- endif -%}
{%- for shape in ['traits', 'records', 'links', 'entities', 'identifiers'] -%}
    {%- set declared = sources | selectattr('shape', 'equalto', shape) | list -%}
    {%- do segflux.remove_undeclared(filling, declared, shape, tables.loads, run) -%}
{%- endfor -%}
{%- set loaded = [] -%}
{%- for plan in segflux.planned_loads(filling, sources, tables, run) -%}
    {%- do loaded.append((plan, segflux._load_traits_of(filling, plan, tables, run))) -%}
{%- endfor -%}
{%- do segflux.close_filling(filling, target, loaded, tables.loads, run) -%}
{%- endmacro %}

{% macro _load_traits_of(filling, plan, tables, run) -%}
{%- set source = plan.source -%}
{%- set unloaded = segflux.unload_source(filling, source, tables.loads, run) if plan.is_anew else 0 -%}
{%- set arrived = segflux.scratch_name(filling.relation, run, 'arrived') -%}
{%- set chosen = segflux.scratch_name(filling.relation, run, 'chosen') -%}
{%- set window = segflux.window_of(source, plan.mark, run.started_at) -%}
{%- do segflux.scratch_as(arrived, segflux.arrived_traits_sql(source, window, run)) -%}
{%- do segflux.scratch_as(chosen, segflux.chosen_traits_sql(arrived, tables.identifiers, source.shape)) -%}
{%- set found = run_query(
    segflux._trait_counts_sql(arrived, chosen, tables.identifiers, filling.name, source)
).rows[0] -%}
{%- if found[1] | int -%}
    {%- do segflux.reject_rows(tables.rejected, arrived, source, run) -%}
{%- endif -%}
{%- do run_query(segflux.insert_traits_sql(filling.name, chosen, source)) -%}
{%- set is_mirrored = source.is_mutable and source.look_back_seconds is none -%}
{%- set removed = segflux._remove_vanished_traits(filling, source, found[2] | int, run) if is_mirrored else 0 -%}
{%- set superseded = segflux.remove_superseded(filling, source, arrived, chosen, run) if segflux.is_keyed(source) else 0 -%}
{%- set unkeyed = segflux._count_unkeyed(filling.name, source, chosen) if plan.gets_keys else 0 -%}
{%- do run_query('drop table if exists ' ~ arrived ~ ', ' ~ chosen ~ segflux.on_cluster()) -%}
{%- set rows = segflux.rows_there(source, plan, run, found[0] | int) -%}
{{- return({
    'read': found[0] | int, 'rejected': found[1] | int,
    'waiting': found[2] | int + rows.ahead, 'there': rows.there, 'missing': rows.missing,
    'repeated': found[0] | int - found[1] | int - found[2] | int - found[3] | int,
    'inserted': found[4] | int, 'replaced': superseded, 'removed': removed + unloaded,
    'unkeyed': unkeyed,
}) -}}
{%- endmacro %}

{% macro _trait_counts_sql(arrived, chosen, identifiers, target, source) -%}
with numbered as (
    select node
    from {{ identifiers }}
    where profile_number != 0 and node in (select node from {{ arrived }})
),

stored as (
    select row_key
    from {{ target }}
    where trait = '' and source = {{ segflux.spelled(source.source) }}
)

select
    count(),
    countIf(reason != ''),
    {{ 'toUInt64(0)' if source.shape == 'entities' else "countIf(reason = '' and node not in numbered)" }},
    (select toUInt64(count()) from {{ chosen }}),
    (select toUInt64(countIf(row_key not in stored)) from {{ chosen }})
from {{ arrived }}
{%- endmacro %}

{% macro _remove_vanished_traits(filling, source, waiting, run) -%}
{%- set kept = segflux.scratch_name(filling.relation, run, 'kept') -%}
{%- do segflux.scratch_as(kept, segflux._kept_traits_sql(filling, source, waiting, run)) -%}
{%- set removed = segflux.remove_vanished(filling.name, source, 'row_key', kept) -%}
{%- do run_query('drop table if exists ' ~ kept ~ segflux.on_cluster()) -%}
{{- return(removed) -}}
{%- endmacro %}

{# What stays of a mirrored source: what counts, and where rows wait for their person, those of whom it says nothing else. #}
{% macro _kept_traits_sql(filling, source, waiting, run) -%}
{%- set arrived = segflux.scratch_name(filling.relation, run, 'arrived') -%}
{%- set chosen = segflux.scratch_name(filling.relation, run, 'chosen') -%}
select row_key from {{ chosen }}
{%- if waiting and not segflux.is_empty('(' ~ segflux._unseen_sql(arrived, 'node') ~ ')') %}
union all
select row_key
from {{ filling.name }}
where {{ segflux.rows_of_source(source) }}
    and trait = ''
    and not node {{ segflux.global_in() }} (select node from {{ chosen }})
{%- endif -%}
{%- endmacro %}

{# A table that an earlier version made lacks the column; 0 is not known. #}
{% macro _add_key_of_versions(target) -%}
{%- if 'mutable_key' not in run_query('describe table ' ~ target).rows | map(attribute=0) -%}
    {%- do run_query(segflux.add_missing_columns(segflux.local_name(target), {'mutable_key': 'UInt64'})) -%}
    {%- do segflux.spread_table(target | string) -%}
{%- endif -%}
{%- endmacro %}

{% macro _count_unkeyed(target, source, chosen) -%}
{{- return(run_query(
    'select count() from ' ~ target ~ ' where ' ~ segflux.rows_of_source(source) ~ " and trait = '' and mutable_key = 0 and row_key not in "
    ~ '(select row_key from ' ~ chosen ~ ')'
).rows[0][0] | int) -}}
{%- endmacro %}
