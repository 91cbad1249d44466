{# Compare the groups with the last resolution: `profiles` (node, component, profile_node) as they are now, `changed` and `moves`.

The node seen first names its group (ties: the smaller one). A node that lost its links is its own profile, one that is
ignored has profile 0. A move tells of nodes that were there before: from which profile into which, and whether the
node that named the old profile moved along or not (a split); along with one that was in that profile before, it is a rename
(one of its identifiers turned out to be older), else a merge.
#}
{% macro compare_groups(work) -%}
{%- set named = segflux._make_step(work, 'named', segflux._named_sql(work), 'node') -%}
{%- set old = segflux._make_step(work, 'old', segflux._old_sql(work, named), 'node') -%}
{%- if work.is_first -%}
    {%- do work.update({'old': old, 'profiles': named, 'changed': segflux._all_changed(named)}) -%}
{%- else -%}
    {%- set profiles = segflux._make_step(work, 'profiles', segflux._profiles_sql(named, old), 'node') -%}
    {%- do work.update({'old': old, 'profiles': profiles}) -%}
    {%- do work.update({'changed': segflux._make_step(work, 'changed', segflux._changed_sql(work), 'node')}) -%}
{%- endif -%}
{%- do work.update({'moves': segflux._make_step(work, 'moves', segflux._moves_sql(work))}) -%}
{%- endmacro %}

{% macro _all_changed(named) -%}
(select node, component, profile_node, toUInt64(0) as old_profile, false as was_known from {{ named }})
{%- endmacro %}

{% macro _named_sql(work) -%}
{%- if not work.groups -%}
{{ segflux.plain_profiles_sql(work.labels, work.seen or work.tables.identifiers) }}
{%- else -%}
with oldest as (
    select
        component,
        part,
        argMin(node, (seen_at, node)) as profile_node
    from {{ work.groups }}
    group by
        component,
        part
)

select
    groups.node as node,
    groups.component as component,
    oldest.profile_node as profile_node
from {{ work.groups }} as groups
any left join oldest
    on groups.component = oldest.component and groups.part = oldest.part
{%- endif %}
{%- if work.has_blocked %}
union all
select
    node,
    node,
    toUInt64(0)
from {{ work.blocked }}
{#- What nobody ever saw has no profile, blocked by hand or not. #}
where node in (select node from {{ work.seen or work.tables.identifiers }})
{%- endif -%}
{%- endmacro %}

{# What the last resolution said of the nodes at hand, also of those that it left to themselves; nodes new since are not there. #}
{% macro _old_sql(work, named) -%}
{%- if work.is_first -%}
    {{- return('select toUInt64(0) as node, toUInt64(0) as component, toUInt64(0) as profile_node, false as was_stored where false') -}}
{%- endif -%}
with stored as (
    {% if work.scope -%}
    select node, component, profile_node from {{ work.stored }}
    {%- else -%}
    {{ segflux.resolved_nodes_sql(work.tables.nodes, work.tables.resolutions) }}
    {%- endif %}
),

known as (
    select node
    from {{ work.seen or work.tables.identifiers }}
    {%- if not work.scope %}
    where node in (select node from {{ named }})
    {%- endif %}
    group by node
    having min(batch) <= {{ work.since.identifiers_until }}
)

select
    node,
    component,
    profile_node,
    true as was_stored
from stored
union all
select
    node,
    node,
    node,
    false
from known
where node not in (select node from stored)
{%- endmacro %}

{% macro _profiles_sql(named, old) -%}
select
    node,
    component,
    profile_node
from {{ named }}
union all
select
    node,
    node,
    node
from {{ old }}
where node not in (select node from {{ named }})
{%- endmacro %}

{% macro _changed_sql(work) -%}
select
    now_is.node as node,
    now_is.component as component,
    now_is.profile_node as profile_node,
    was.profile_node as old_profile,
    was.node != 0 as was_known
from {{ work.profiles }} as now_is
any left join {{ work.old }} as was
    on now_is.node = was.node
where was.node = 0
    or was.component != now_is.component
    or was.profile_node != now_is.profile_node
{%- endmacro %}

{% macro _moves_sql(work) -%}
with moved as (
    select
        old_profile as from_node,
        profile_node as into_node,
        count() as node_count
    from {{ work.changed }}
    where was_known and old_profile != profile_node and old_profile != 0
    group by
        from_node,
        into_node
)

select
    moved.from_node as from_node,
    moved.into_node as into_node,
    multiIf(
        moved.into_node = 0, 'ignored',
        names.profile_node != moved.into_node, 'split',
        was.profile_node = moved.from_node, 'rename',
        'merge'
    ) as kind
from moved
any left join {{ work.profiles }} as names
    on moved.from_node = names.node
any left join {{ work.old }} as was
    on moved.into_node = was.node
{%- endmacro %}
