{# What one resolution is to do: {tables, run, rules, number, is_full, is_needed, is_first, since, …}, and its scratch tables.

Everything is decided anew the first time, when the rules changed, when somebody was forgotten, and when `options` asks.
#}
{% macro plan_resolution(tables, run, options) -%}
{%- set rules = segflux.identity_rules() -%}
{%- set rules_hash = local_md5(tojson(segflux._rules_of_partition(rules))) -%}
{%- set since = segflux._last_resolution(tables.resolutions) -%}
{%- set until = segflux._batches_until(tables) -%}
{%- set is_full = options.get('is_full', false) or since is none or since.rules_hash != rules_hash
    or since.forgotten != until.forgotten -%}
{%- set work = {
    'tables': tables, 'run': run, 'rules': rules, 'rules_hash': rules_hash, 'options': options, 'steps': [],
    'since': since, 'until': until, 'is_first': since is none, 'is_full': is_full,
    'are_few': segflux._are_few([tables.identifiers, tables.links]),
    'number': run_query(segflux._next_number_sql(tables)).rows[0][0] | int,
} -%}
{%- do work.update({'is_small': work.are_few}) -%}
{%- do work.update({'instructions': segflux._make_step(work, 'instructions', segflux._instructions_sql(work))}) -%}
{%- do work.update({
    'changed_overrides': segflux._has_changed_overrides(work),
    'overrides_unknown': run_query(segflux._unknown_overrides_sql(work)).rows[0][0] | int,
}) -%}
{%- do work.update({'is_needed': is_full or work.changed_overrides or work.overrides_unknown != since.overrides_unknown
    or until.links > since.links_until or until.identifiers > since.identifiers_until}) -%}
{{- return(work) -}}
{%- endmacro %}

{# Few enough that what is made of them stays below some hundred megabytes. #}
{% macro _are_few(tables) -%}
{%- set counts = [] -%}
{%- for table in tables -%}{%- do counts.append('(select count() from ' ~ table ~ ')') -%}{%- endfor -%}
{{- return(run_query('select ' ~ counts | join(' + ')).rows[0][0] | int <= 1000000) -}}
{%- endmacro %}

{# Whose the past of an anonymous identifier is decides nothing about who is one person. #}
{% macro _rules_of_partition(rules) -%}
{%- set kept = {} -%}
{%- for word, rule in rules.items() if word != 'backdate' -%}{%- do kept.update({word: rule}) -%}{%- endfor -%}
{{- return(kept) -}}
{%- endmacro %}

{% macro _last_resolution(resolutions) -%}
{%- for row in run_query(
    "select resolution, concat('h', rules_hash), identifiers_until, links_until, forgotten_count, overrides_unknown from " ~ resolutions
    ~ ' order by resolution desc limit 1'
).rows -%}
    {{- return({
        'number': row[0] | int, 'rules_hash': (row[1] | string)[1:], 'identifiers_until': row[2] | int,
        'links_until': row[3] | int, 'forgotten': row[4] | int, 'overrides_unknown': row[5] | int,
    }) -}}
{%- endfor -%}
{{- return(none) -}}
{%- endmacro %}

{% macro _batches_until(tables) -%}
{%- set forgotten = tables.get('forgotten') -%}
{%- set row = run_query(
    'select (select max(batch) from ' ~ tables.identifiers ~ '), (select max(batch) from ' ~ tables.links ~ '), '
    ~ ('(select count() from ' ~ forgotten ~ ')' if forgotten else '0')
).rows[0] -%}
{{- return({'identifiers': row[0] | int, 'links': row[1] | int, 'forgotten': row[2] | int}) -}}
{%- endmacro %}

{# Rows that a killed resolution left behind carry a number that is never given again. #}
{% macro _next_number_sql(tables) -%}
select toUInt64(greatest(
    (select max(resolution) from {{ tables.nodes }}),
    (select max(resolution) from {{ tables.verdicts }}),
    (select max(resolution) from {{ tables.merges }}),
    (select max(resolution) from {{ tables.splits }}),
    (select max(resolution) from {{ tables.applied }}),
    (select max(resolution) from {{ tables.resolutions }})
)) + 1
{%- endmacro %}

{# The overrides in force, cleaned: override_action, a, b. Those that say nothing usable are left out, and counted. #}
{% macro _instructions_sql(work) -%}
{%- set overrides = work.tables.get('overrides') -%}
{%- if not overrides -%}
    {{- return("select '' as override_action, toUInt64(0) as a, toUInt64(0) as b where false") -}}
{%- endif -%}
with given as (
    select
        lower(trimBoth(ifNull(toString(action), ''))) as override_action,
        arrayMap(
            identifier -> (identifier.1, {{ segflux.cleaned_value('identifier.1', 'identifier.2') }}),
            [
                (trimBoth(ifNull(toString(type_a), '')), ifNull(toString(value_a), '')),
                (trimBoth(ifNull(toString(type_b), '')), ifNull(toString(value_b), ''))
            ]
        ) as ends
    from {{ overrides }}
    where {{ segflux._says_something() }}
)

select distinct
    override_action,
    {{ segflux.node('ends[1].1', 'ends[1].2') }} as a,
    if(override_action = 'block', 0, {{ segflux.node('ends[2].1', 'ends[2].2') }}) as b
from given
{%- endmacro %}

{# Whether a row of overrides names an action and the identifiers that it needs. #}
{% macro _says_something() -%}
{%- set named = {} -%}
{%- for column in ['type_a', 'value_a', 'type_b', 'value_b'] -%}
    {%- do named.update({column: segflux.trimmed("ifNull(toString(" ~ column ~ "), '')") ~ " != ''"}) -%}
{%- endfor -%}
(
    lower(trimBoth(ifNull(toString(action), ''))) in ('merge', 'split', 'block')
    and {{ named.type_a }} and {{ named.value_a }}
    and (lower(trimBoth(toString(action))) = 'block' or {{ named.type_b }} and {{ named.value_b }})
)
{%- endmacro %}

{# How many overrides name somebody nobody ever saw, or say nothing usable; also one of these is worth a resolution, which tells of it. #}
{% macro _unknown_overrides_sql(work) -%}
select
    (
        select count()
        from {{ work.instructions }}
        where a not in ({{ segflux._stored_among(work, 'a') }})
            or override_action != 'block' and b not in ({{ segflux._stored_among(work, 'b') }})
    )
    {%- if work.tables.get('overrides') %}
    + (select count() from {{ work.tables.overrides }} where not {{ segflux._says_something() }})
    {%- endif %}
{%- endmacro %}

{% macro _has_changed_overrides(work) -%}
{{- return(run_query(
    'select count() from (' ~ segflux._changed_overrides_sql(work) ~ ')'
).rows[0][0] | int > 0) -}}
{%- endmacro %}

{# Overrides that came or went since the last resolution. #}
{% macro _changed_overrides_sql(work) -%}
select
    override_action,
    a,
    b
from (
    select override_action, a, b from {{ work.instructions }}
    union all
    select
        override_action,
        a,
        b
    from {{ work.tables.applied }}
    where override_action != '' and resolution = (
        select max(resolution)
        from {{ work.tables.applied }}
        where resolution in (select resolution from {{ work.tables.resolutions }})
    )
)
group by
    override_action,
    a,
    b
having count() = 1
{%- endmacro %}
