{# Write merged and split profiles into the stored rows, so that reading them needs no overrides; drop superseded state.

Partition by partition: the rows are written anew with their present numbers and put in place in one step. Until the last
insert, the row in `resolutions`, overrides apply to all rows, and to rows that are written anew they say nothing else: a
squash that was killed is begun again, and nothing is lost. Members and ids are those of before.
- `tables`: relations {events, traits, numbers, overrides, node_overrides, nodes, splits, verdicts, merges, applied, resolutions}
- `run`: {run_id}
- `options`: {is_dry: only count}
Gives {rows: [{table, rows, partitions}], state: [{table, rows}]}: what was written anew, and rows of state that went.
#}
{% macro squash_identity(tables, run, options={}) -%}
{%- do segflux._refuse_to_squash(tables) -%}
{%- set is_dry = options.get('is_dry', false) -%}
{%- for table in tables.values() if not is_dry -%}{%- do segflux.drop_leftovers(segflux._named(table)) -%}{%- endfor -%}
{%- set maps = segflux._maps_of_squash(tables, run, is_dry) -%}
{%- set told = {'rows': [], 'state': []} -%}
{%- set is_squashed = segflux._is_squashed(tables.resolutions) -%}
{%- for name in ('events', 'traits') -%}
    {%- set moved = [] if is_squashed else segflux._moved_partitions(tables[name], maps) -%}
    {%- do told.rows.append({
        'table': tables[name] | string, 'rows': moved | sum(attribute='rows'), 'partitions': moved | length,
    }) -%}
    {%- for partition in moved if not is_dry -%}
        {%- do segflux._rewrite_partition(tables[name], partition.id, maps, run) -%}
    {%- endfor -%}
{%- endfor -%}
{%- if not is_dry -%}
    {%- do segflux._drop_maps(maps) -%}
    {%- if not is_squashed -%}{%- do segflux._commit_squash(tables) -%}{%- endif -%}
{%- endif -%}
{%- for name, latest in segflux._latest_state(tables).items() -%}
    {%- do told.state.append({
        'table': tables[name] | string, 'rows': segflux._compact_state(tables[name], latest, run, is_dry),
    }) -%}
{%- endfor -%}
{{- return(told) -}}
{%- endmacro %}

{# Nothing was decided since the last squash: rows that came since have the numbers of today. #}
{% macro _is_squashed(resolutions) -%}
{{- return(run_query('select toUInt8(argMax(is_squash, resolution)) from ' ~ resolutions).rows[0][0] | int == 1) -}}
{%- endmacro %}

{% macro _refuse_to_squash(tables) -%}
{%- if segflux.sharding_key() -%}
    {{- exceptions.raise_compiler_error(
        'Events are spread over shards (var sharding_key) by the number of their profile, and a squash does not move rows '
        ~ 'between shards. Nothing was changed. `dbt build --full-refresh` reads all rows with their present numbers.'
    ) -}}
{%- endif -%}
{%- set unfinished = 'The last build did not come to its end, or another version made it. Nothing was changed. Run `segflux build` first.' -%}
{%- if 'is_squash' not in run_query('describe table ' ~ tables.resolutions).rows | map(attribute=0)
    or segflux.is_empty(tables.resolutions) -%}
    {{- exceptions.raise_compiler_error(unfinished) -}}
{%- endif -%}
{%- if not segflux.is_empty('(' ~ segflux.resolved_nodes_sql(tables.nodes, tables.resolutions) ~ ') where profile_node != 0 '
    ~ 'and profile_node not in (select profile_node from ' ~ tables.numbers ~ ')') -%}
    {{- exceptions.raise_compiler_error(unfinished) -}}
{%- endif -%}
{%- if not segflux.is_empty('(' ~ segflux._unpublished_sql(tables) ~ ')') -%}
    {{- exceptions.raise_compiler_error(unfinished) -}}
{%- endif -%}
{%- endmacro %}

{# What was decided and is not what reading applies: rows written anew by that would be seen before the members follow. #}
{% macro _unpublished_sql(tables) -%}
select new_number
from ({{ segflux._squashed_numbers_sql(tables) }})
where (old_number, new_number) not in (select old_number, profile_number from {{ tables.overrides }})
union all
select new_number
from ({{ segflux._squashed_nodes_sql(tables) }})
where (split_node, new_number) not in (select node, profile_number from {{ tables.node_overrides }})
{%- endmacro %}

{# The present number of superseded numbers, and of identifiers whose profile was split; scratch tables unless only counted. #}
{% macro _maps_of_squash(tables, run, is_dry) -%}
{%- set selects = {'numbers': segflux._squashed_numbers_sql(tables), 'nodes': segflux._squashed_nodes_sql(tables)} -%}
{%- set maps = {} -%}
{%- for name, sql in selects.items() -%}
    {%- set scratch = segflux.scratch_name(segflux._named(tables.nodes), run, 'squash_' ~ name) -%}
    {%- if not is_dry -%}{%- do segflux.scratch_as(scratch, sql) -%}{%- endif -%}
    {%- do maps.update({name: '(' ~ sql ~ ')' if is_dry else scratch}) -%}
{%- endfor -%}
{{- return(maps) -}}
{%- endmacro %}

{% macro _drop_maps(maps) -%}
{%- do run_query('drop table if exists ' ~ maps.values() | join(', ') ~ segflux.on_cluster()) -%}
{%- endmacro %}

{% macro _squashed_numbers_sql(tables) -%}
select
    superseded.profile_number as old_number,
    present.profile_number as new_number
from ({{ segflux.resolved_nodes_sql(tables.nodes, tables.resolutions) }}) as merged
inner join {{ tables.numbers }} as superseded
    on merged.node = superseded.profile_node
inner join {{ tables.numbers }} as present
    on merged.profile_node = present.profile_node
where merged.node != merged.profile_node and merged.profile_node != 0
{%- endmacro %}

{# Rows of ignored identifiers stay as they are: they belong to nobody only for as long as they are ignored. #}
{% macro _squashed_nodes_sql(tables) -%}
with placed as (
    select
        split.node as node,
        if(merged.node = 0, split.node, merged.profile_node) as profile_node
    from ({{ segflux.split_nodes_sql(tables.splits, tables.resolutions) }}) as split
    any left join ({{ segflux.resolved_nodes_sql(tables.nodes, tables.resolutions) }}) as merged
        on split.node = merged.node
)

select
    placed.node as split_node,
    present.profile_number as new_number
from placed
inner join {{ tables.numbers }} as present
    on placed.profile_node = present.profile_node
where placed.profile_node != 0
{%- endmacro %}

{% macro _renumbered_rows(table, maps, columns) -%}
select
    {{ columns }},
    multiIf(
        nodes.split_node != 0, nodes.new_number,
        numbers.old_number != 0, numbers.new_number,
        stored.profile_number
    ) as present_number
from {{ table }} as stored
any left join {{ maps.nodes }} as nodes
    on stored.node = nodes.split_node
any left join {{ maps.numbers }} as numbers
    on stored.profile_number = numbers.old_number
{%- endmacro %}

{# The partitions in which rows carry another number than that of their profile, [{id, rows}]. #}
{% macro _moved_partitions(table, maps) -%}
{%- set found = [] -%}
{%- for row in run_query(
    'select partition_id, count() from ('
    ~ segflux._renumbered_rows(table, maps, 'stored._partition_id as partition_id, stored.profile_number as stored_number')
    ~ ') where stored_number != present_number group by partition_id order by partition_id'
).rows -%}
    {%- do found.append({'id': row[0] | string, 'rows': row[1] | int}) -%}
{%- endfor -%}
{{- return(found) -}}
{%- endmacro %}

{% macro _rewrite_partition(table, partition, maps, run) -%}
{%- set scratch = segflux.scratch_name(segflux._named(table), run, 'squashed') -%}
{%- set names, read = [], [] -%}
{%- for row in run_query('describe table ' ~ table).rows if row[2] not in ('MATERIALIZED', 'ALIAS') -%}
    {%- do names.append(segflux.spelled(row[0], '`')) -%}
    {%- if row[0] != 'profile_number' -%}{%- do read.append('stored.' ~ segflux.spelled(row[0], '`') ~ ' as ' ~ segflux.spelled(row[0], '`')) -%}{%- endif -%}
{%- endfor -%}
{%- do run_query('create table ' ~ scratch ~ segflux.on_cluster() ~ ' as ' ~ table) -%}
{%- do run_query(
    'insert into ' ~ scratch ~ ' (' ~ names | join(', ') ~ ') select ' ~ names | join(', ') | replace('`profile_number`', 'present_number')
    ~ ' from (' ~ segflux._renumbered_rows(table, maps, read | join(', '))
    ~ ' where stored._partition_id = ' ~ segflux.spelled(partition) ~ ')'
) -%}
{%- do run_query('alter table ' ~ table ~ ' replace partition id ' ~ segflux.spelled(partition) ~ ' from ' ~ scratch) -%}
{%- do run_query('drop table ' ~ scratch ~ segflux.on_cluster()) -%}
{%- endmacro %}

{# Schema and name of a relation, or of its text in backticks. #}
{% macro _named(relation) -%}
{%- set parts = (relation | string)[1:-1].split('`.`') -%}
{{- return({'schema': parts[0], 'identifier': parts[1]}) -}}
{%- endmacro %}

{# Ignored identifiers are noted again: only what was split since the squash is overridden from now on. #}
{% macro _commit_squash(tables) -%}
{%- set number = run_query(segflux._next_number_sql(tables)).rows[0][0] | int -%}
{%- do run_query(
    'insert into ' ~ tables.splits ~ ' (node, resolution) select node, ' ~ number ~ ' from ('
    ~ segflux.split_nodes_sql(tables.splits, tables.resolutions) ~ ') where node in (select node from ('
    ~ segflux.resolved_nodes_sql(tables.nodes, tables.resolutions) ~ ') where profile_node = 0)'
) -%}
{%- do run_query(
    'insert into ' ~ tables.resolutions ~ ' (resolution, run_id, is_full, rules_hash, identifiers_until, links_until, '
    ~ 'forgotten_count, overrides_unknown, resolved_at, is_squash) select ' ~ number ~ ", '', false, rules_hash, "
    ~ "identifiers_until, links_until, forgotten_count, overrides_unknown, now64(3, 'UTC'), true from " ~ tables.resolutions
    ~ ' where resolution = (select max(resolution) from ' ~ tables.resolutions ~ ')'
) -%}
{%- endmacro %}

{# Which rows of the tables that only grow still say something, a condition each. #}
{% macro _latest_state(tables) -%}
{%- set done = 'resolution in (select resolution from ' ~ tables.resolutions ~ ')' -%}
{{- return({
    'nodes': '(node, resolution) in (select node, max(resolution) from ' ~ tables.nodes ~ ' where ' ~ done ~ ' group by node)',
    'verdicts': "rule != '' and (a, b, resolution) in (select a, b, max(resolution) from " ~ tables.verdicts ~ ' where ' ~ done
        ~ ' group by a, b)',
    'splits': done ~ ' and resolution >= (select maxIf(resolution, is_squash) from ' ~ tables.resolutions ~ ')',
    'applied': 'resolution = (select max(resolution) from ' ~ tables.applied ~ ' where ' ~ done ~ ')',
}) -}}
{%- endmacro %}

{# Leave the rows for which a condition holds; gives how many others there are. #}
{% macro _compact_state(table, condition, run, is_dry) -%}
{%- set gone = run_query('select countIf(not (' ~ condition ~ ')) from ' ~ table).rows[0][0] | int -%}
{%- if gone and not is_dry -%}
    {%- set scratch = segflux.scratch_name(segflux._named(table), run, 'compacted') -%}
    {%- do run_query('create table ' ~ scratch ~ segflux.on_cluster() ~ ' as ' ~ table) -%}
    {%- do run_query('insert into ' ~ scratch ~ ' select * from ' ~ table ~ ' where ' ~ condition) -%}
    {%- do segflux.swap_in(table, scratch) -%}
{%- endif -%}
{{- return(gone) -}}
{%- endmacro %}
