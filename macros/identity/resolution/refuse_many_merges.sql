{# Stop before anything is published where more profiles were merged within a day than `merged_today` allows.

The first resolution merges nobody. `options.allows_merges` passes over it, for a build whose merges are wanted: these, and
those before, count no more.
#}
{% macro refuse_many_merges(work) -%}
{%- set counts = run_query(
    "select countIf(kind = 'merge'), uniqExactIf(into_node, kind = 'split') from " ~ work.moves
).rows[0] -%}
{%- do work.update({'merged': counts[0] | int, 'split': counts[1] | int}) -%}
{%- set most = work.rules.merged_today -%}
{%- if most is not none and work.merged and not work.options.get('allows_merges', false) -%}
    {%- set row = run_query(segflux._merged_today_sql(work)).rows[0] -%}
    {%- set today, profiles = (row[0] | int) + work.merged, row[1] | int -%}
    {%- if today * 100 > most * profiles -%}
        {{- exceptions.raise_compiler_error(
            'identity.yml allows ' ~ most ~ ' % of profiles to be merged within a day (merged_today), and this build would make it '
            ~ today ~ ' of ' ~ profiles ~ '. Nothing was published. `segflux identity stats` tells which identifiers merge the most; '
            ~ 'ignore or limit those, or accept the merges: `segflux build --allow-merges` (dbt: --vars \'{allow_merges: true}\').'
        ) -}}
    {%- endif -%}
{%- endif -%}
{%- endmacro %}

{% macro _merged_today_sql(work) -%}
{%- set tables = work.tables -%}
select
    (
        select sum(merged_profiles)
        from {{ tables.resolutions }}
        where
            resolved_at > now64(3, 'UTC') - interval 1 day
            and resolution > (select maxIf(resolution, is_accepted) from {{ tables.resolutions }})
    ),
    (
        select uniqExact(node)
        from {{ tables.identifiers }}
        where batch <= {{ work.since.identifiers_until }}
    ) - (
        select countIf(node != profile_node)
        from ({{ segflux.resolved_nodes_sql(tables.nodes, tables.resolutions) }})
    )
{%- endmacro %}
