{# Evaluate segments, audit the result and publish it: all of it at once, or nothing.

- `target`: the relation that holds the bitmaps of every evaluation; created when it is not there
- `segments`: what `chosen_segments` gives
- `tables`: {leaves, overrides, numbers, events, traits, log, late_leaves}, relations; `log` is where evaluations that stand are read,
  by default `target`; `late_leaves`, where given, keeps the leaves that waited for others
- `run`: what `current_run` gives
- `declared`: all segments of the project, by default the chosen ones; the past of those that were renamed goes over to their new names
#}
{% macro evaluate_segments(target, segments, tables, run, declared=none) -%}
    {%- do run_query(segflux.create_bitmaps_sql(target)) -%}
    {%- set number_space = segflux._number_space(target, tables.numbers) -%}
    {%- set past = segflux.renamed_past(target, declared or segments) -%}
    {%- set log = tables.get('log', past) -%}
    {%- set steps = {} -%}
    {%- for step in ('previous', 'kept', 'evaluated', 'current', 'references', 'candidate', 'history') -%}
        {%- do steps.update({step: segflux.scratch_name(target, run, step)}) -%}
    {%- endfor -%}
    {%- do segflux.scratch_as(
        steps.previous, segflux.previous_members_sql(log, tables.overrides, run), '(segment, slice)'
    ) -%}
    {%- set paused = segments | selectattr('status', 'equalto', 'paused') | map(attribute='segment') | list -%}
    {%- do segflux.scratch_as(
        steps.kept, segflux.previous_members_sql(log, tables.overrides, run, paused), '(segment, slice)'
    ) -%}
    {%- do run_query(
        'create table ' ~ steps.evaluated ~ segflux.on_cluster() ~ ' (' ~ segflux.evaluated_columns()
        ~ ') engine = ' ~ segflux.table_engine() ~ ' order by (segment, slice)'
    ) -%}
    {%- set slices = segflux.slices_of_profiles(tables.numbers) -%}
    {%- set read = dict(tables) -%}
    {%- do read.update(log=log) -%}
    {%- do segflux.evaluate_strata(segments, steps, read, run, slices) -%}
    {%- do run_query('create table ' ~ steps.candidate ~ segflux.on_cluster() ~ ' as ' ~ target) -%}
    {%- do run_query(segflux.compared_members_sql(steps, log, tables.overrides, run, number_space, tables.get('splits'))) -%}
    {%- do segflux.audit_segments(steps.candidate, steps.evaluated) -%}
    {%- do segflux._publish(target, past, steps, run) -%}
    {%- if tables.get('late_leaves') -%}{%- do segflux._keep_late_leaves(segments, steps.references, tables.late_leaves) -%}{%- endif -%}
    {%- do segflux.drop_old_evaluations(target, segments, run) -%}
    {%- do run_query('drop table if exists ' ~ steps.values() | join(', ') ~ segflux.on_cluster()) -%}
{%- endmacro %}

{# What a build before this one left there, or one cut short, goes. #}
{% macro _keep_late_leaves(segments, references, target) -%}
    {%- do run_query('truncate table ' ~ target ~ segflux.on_cluster()) -%}
    {%- if segflux._late_leaves_of(segments) -%}
        {%- do run_query(
            'insert into ' ~ target ~ ' (leaf_id, slice, members) select leaf_id, slice, members from ' ~ references
        ) -%}
    {%- endif -%}
{%- endmacro %}

{# Numbers of profiles mean something inside one space only. Where there were no profiles yet, there was no space. #}
{% macro _number_space(target, numbers) -%}
    {%- set given = (run_query("select concat('n', toString(any(number_space))) from " ~ numbers).rows[0][0] | string)[1:] -%}
    {%- set others = run_query(
        'select count() from ' ~ target ~ " where number_space not in (toUUID('" ~ given ~ "'), defaultValueOfTypeName('UUID'))"
    ).rows[0][0] | int -%}
    {%- if others -%}
        {{ exceptions.raise_compiler_error(
            target ~ ' holds members numbered in another number space than ' ~ numbers
            ~ '. Numbers belong to one schema: drop ' ~ target ~ ' or build in a schema of its own.'
        ) }}
    {%- endif -%}
    {{ return(given) }}
{%- endmacro %}

{# An evaluation made again at the same instant takes the place of the first, and nothing is left under a former name;
parts are attached, or tables exchanged, at once.
#}
{% macro _publish(target, past, steps, run) -%}
    {%- set same = "as_of = fromUnixTimestamp64Milli(" ~ run.as_of ~ ", 'UTC')"
        ~ ' and segment in (select segment from ' ~ steps.candidate ~ ')' -%}
    {%- if past == target and run_query('select count() from ' ~ target ~ ' where ' ~ same).rows[0][0] | int == 0 -%}
        {%- do run_query('alter table ' ~ target ~ ' attach partition tuple() from ' ~ steps.candidate) -%}
    {%- else -%}
        {%- do run_query('create table ' ~ steps.history ~ segflux.on_cluster() ~ ' as ' ~ target) -%}
        {%- do run_query(
            'insert into ' ~ steps.history ~ ' select * from ' ~ past ~ ' where not (' ~ same ~ ')'
            ~ ' union all select * from ' ~ steps.candidate
        ) -%}
        {%- do run_query('exchange tables ' ~ steps.history ~ ' and ' ~ target ~ segflux.on_cluster()) -%}
    {%- endif -%}
{%- endmacro %}
