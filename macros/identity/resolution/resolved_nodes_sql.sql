{# The latest component and profile of each node in the table of resolved nodes: node, component, profile_node, and the resolution that said so.

A node that is not there was never linked: it is its own profile. `filter` is a condition on nodes, true for all.
#}
{% macro resolved_nodes_sql(nodes, resolutions, filter='true') -%}
select
    node,
    argMax(stored.component, stored.resolution) as component,
    argMax(stored.profile_node, stored.resolution) as profile_node,
    max(stored.resolution) as decided_in
from {{ nodes }} as stored
where stored.resolution in (select resolution from {{ resolutions }})
    and {{ filter }}
group by node
{%- endmacro %}
