{# Put into the work its `scope` (node): the touched nodes and all of their present components; and what is stored of them.

`stored` (node, component, profile_node) is what the last resolution said of them, `seen` (node, first_seen_at, batch)
when they were stored. The tables of nodes and identifiers hold everybody and are in the order of a hash, so each
statement reads one or two of their columns once, whatever the size of a batch. `touched` is a relation with `node`.
#}
{% macro widen_scope(work, touched) -%}
{%- set own = segflux._make_step(work, 'own', segflux._own_components_sql(work, touched)) -%}
{%- set kin = segflux._make_step(work, 'kin', segflux._kin_sql(work, own)) -%}
{%- do work.update({'is_small': work.are_few or segflux._are_few([touched, kin])}) -%}
{%- set stored = segflux._make_step(work, 'stored', segflux._stored_sql(work, own, kin), 'node') -%}
{%- set scope = segflux._make_step(
    work, 'scope', 'select node from ' ~ touched ~ ' where node != 0 union distinct select node from ' ~ stored, 'node'
) -%}
{%- do work.update({
    'scope': scope, 'stored': stored, 'seen': segflux._make_step(work, 'seen', segflux._seen_sql(work, scope), 'node')
}) -%}
{%- endmacro %}

{# The components that touched nodes are in or once were in: of those that they left, few are in still, or nobody.

A node that names its component and its profile may have no row: it was so when it was alone, and no resolution changed it.
#}
{% macro _own_components_sql(work, touched) -%}
select component
from {{ work.tables.nodes }}
where node in (select node from {{ touched }})
union distinct
select node
from {{ touched }}
{%- endmacro %}

{# Whoever was in one of the components by any resolution. #}
{% macro _kin_sql(work, own) -%}
select
    node,
    component,
    profile_node,
    resolution
from {{ work.tables.nodes }}
where component in (select component from {{ own }})
{%- endmacro %}

{# Of those the ones who still are: what later resolutions said of them is in rows of other components. #}
{% macro _stored_sql(work, own, kin) -%}
select
    node,
    argMax(said.component, said.resolution) as component,
    argMax(said.profile_node, said.resolution) as profile_node
from (
    select
        node,
        component,
        profile_node,
        resolution
    from {{ kin }}
    where resolution in (select resolution from {{ work.tables.resolutions }})
    union all
    select
        node,
        component,
        profile_node,
        resolution
    from {{ work.tables.nodes }}
    where resolution > (select min(resolution) from {{ kin }})
        and node in (select node from {{ kin }})
        and resolution in (select resolution from {{ work.tables.resolutions }})
) as said
group by node
having component in (select component from {{ own }})
{%- endmacro %}

{% macro _seen_sql(work, scope) -%}
select
    node,
    first_seen_at,
    batch
from {{ work.tables.identifiers }}
where node in (select node from {{ scope }})
{%- endmacro %}
