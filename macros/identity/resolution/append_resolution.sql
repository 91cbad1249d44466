{# Append what a resolution changed, last its own row in `resolutions`, which makes the others count. #}
{% macro append_resolution(work) -%}
{%- set tables, number = work.tables, work.number -%}
{%- if not work.only_adds -%}
    {%- do run_query(segflux._insert_verdicts_sql(work)) -%}
    {%- do run_query(segflux._insert_splits_sql(work)) -%}
{%- endif -%}
{%- if not segflux.is_empty(work.moves) -%}
    {%- do run_query(segflux._insert_merges_sql(work, segflux._make_step(work, 'ends', segflux._ends_sql(work), 'node'))) -%}
{%- endif -%}
{%- if work.is_first or work.changed_overrides -%}
    {%- do run_query('insert into ' ~ tables.applied ~ ' (override_action, a, b, resolution) select override_action, a, b, ' ~ number
        ~ ' from ' ~ work.instructions ~ " union all select '', 0, 0, " ~ number) -%}
{%- endif -%}
{%- do run_query('insert into ' ~ tables.nodes ~ ' (node, component, profile_node, resolution) select node, component, profile_node, '
    ~ number ~ ' from ' ~ work.changed) -%}
{%- do run_query(segflux._insert_resolution_sql(work)) -%}
{%- endmacro %}

{# Only verdicts that differ from the last ones of the links at hand. #}
{% macro _insert_verdicts_sql(work) -%}
{%- set within = 'a in (select node from ' ~ work.scope ~ ') or b in (select node from ' ~ work.scope ~ ')' if work.scope else 'true' -%}
insert into {{ work.tables.verdicts }} (a, b, rule, resolution)
with now_is as (
    select a, b, min(rule) as verdict
    from (
        select a, b, rule from {{ work.dead or "(select toUInt64(0) as a, toUInt64(0) as b, '' as rule where false)" }}
        {%- if work.refused %}
        union all
        select a, b, rule from {{ work.refused }}
        {%- endif %}
    )
    where {{ within }}
    group by a, b
),

was as (
    select a, b, argMax(stored.rule, stored.resolution) as verdict
    from {{ work.tables.verdicts }} as stored
    where stored.resolution in (select resolution from {{ work.tables.resolutions }}) and ({{ within }})
    group by a, b
)

select
    a,
    b,
    maxIf(verdict, is_now) as told,
    {{ work.number }}
from (
    select a, b, verdict, true as is_now from now_is
    union all
    select a, b, verdict, false from was
)
group by
    a,
    b
having told != maxIf(verdict, not is_now)
{%- endmacro %}

{# A merge tells the new link that joins its profile to another, a split the link between them that counts no more. #}
{% macro _insert_merges_sql(work, ends) -%}
insert into {{ work.tables.merges }} (resolution, kind, from_node, into_node, a, b, rule)
with told as (
    {{ segflux._telling_links_sql(work, ends) }}
)

select
    {{ work.number }},
    moves.kind,
    moves.from_node,
    moves.into_node,
    told.link.3,
    told.link.4,
    multiIf(
        moves.kind = 'ignored', 'ignored',
        moves.kind = 'rename', 'seen earlier',
        told.link.5 != '', told.link.5,
        moves.kind = 'split', 'link_gone',
        'link'
    )
from {{ work.moves }} as moves
any left join told
    on moves.kind = told.kind and told.node = if(moves.kind = 'merge', moves.from_node, moves.into_node)
{%- endmacro %}

{% macro _telling_links_sql(work, ends) -%}
{%- set has_class = work.dead is not none -%}
select
    'merge' as kind,
    arrayJoin([first_end.old_profile, second_end.old_profile]) as node,
    min((
        {{ "links.class, links.seen_at" if has_class else "toUInt16(1), links.first_seen_at" }}, links.a, links.b,
        {{ "if(links.class = 0, 'merged by hand', 'link')" if has_class else "'link'" }}
    )) as link
from {{ work.usable }} as links
inner join {{ ends }} as first_end
    on links.a = first_end.node
inner join {{ ends }} as second_end
    on links.b = second_end.node
where first_end.old_profile != second_end.old_profile
    and first_end.profile_node = second_end.profile_node
group by node
union all
select
    'split',
    arrayJoin([first_end.profile_node, second_end.profile_node]) as node,
    min((toUInt16(1), fromUnixTimestamp64Milli(toInt64(0), 'UTC'), links.a, links.b, links.rule)) as link
from (
    select a, b, rule from {{ work.dead or "(select toUInt64(0) as a, toUInt64(0) as b, '' as rule where false)" }}
    {%- if work.refused %}
    union all
    select a, b, rule from {{ work.refused }}
    {%- endif %}
) as links
inner join {{ ends }} as first_end
    on links.a = first_end.node
inner join {{ ends }} as second_end
    on links.b = second_end.node
where first_end.old_profile = second_end.old_profile
    and first_end.profile_node != second_end.profile_node
group by node
{%- endmacro %}

{# Nodes that were there before, with the profile they had and have, of the profiles that moved only. #}
{% macro _ends_sql(work) -%}
select
    now_is.node as node,
    now_is.profile_node as profile_node,
    if(was.node = 0, now_is.node, was.profile_node) as old_profile
from {{ work.profiles }} as now_is
any left join {{ work.old }} as was
    on now_is.node = was.node
where now_is.profile_node in (select into_node from {{ work.moves }})
    or was.profile_node in (select from_node from {{ work.moves }})
{%- endmacro %}

{# Where nodes of a profile go different ways, stored rows of any of them may carry the number of a profile that is not theirs. #}
{% macro _insert_splits_sql(work) -%}
insert into {{ work.tables.splits }} (node, resolution)
select
    node,
    {{ work.number }}
from {{ work.old }}
where profile_node in (select from_node from {{ work.moves }} where kind not in ('merge', 'rename'))
    and node not in ({{ segflux.split_nodes_sql(work.tables.splits, work.tables.resolutions) }})
{%- endmacro %}

{% macro _insert_resolution_sql(work) -%}
{%- set until = work.until -%}
insert into {{ work.tables.resolutions }} (
    resolution, run_id, is_full, rules_hash, identifiers_until, links_until, forgotten_count,
    changed_nodes, merged_profiles, split_profiles, overrides_unknown, is_accepted, resolved_at
)
select
    {{ work.number }},
    {{ segflux.spelled(work.run.run_id) }},
    {{ 'true' if work.is_full else 'false' }},
    {{ segflux.spelled(work.rules_hash) }},
    {{ until.identifiers }},
    {{ until.links }},
    {{ until.forgotten }},
    (select toUInt64(count()) from {{ work.changed }}),
    {{ work.merged }},
    {{ work.split }},
    {{ work.overrides_unknown }},
    {{ 'true' if work.merged and work.options.get('allows_merges', false) else 'false' }},
    now64(3, 'UTC')
{%- endmacro %}
