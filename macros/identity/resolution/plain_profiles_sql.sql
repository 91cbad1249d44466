{# The profile of each node of a labeled graph where no rule parts a component: node, component, profile_node.

The node seen first names it (ties: the smaller one). `labels` has node and label, `identifiers` node and first_seen_at.
#}
{% macro plain_profiles_sql(labels, identifiers) -%}
with seen as (
    select
        node,
        min(first_seen_at) as seen_at
    from {{ identifiers }}
    where node in (select node from {{ labels }})
    group by node
),

oldest as (
    select
        linked.label as label,
        argMin(linked.node, (seen.seen_at, linked.node)) as profile_node
    from {{ labels }} as linked
    any left join seen
        on linked.node = seen.node
    group by linked.label
)

select
    linked.node as node,
    linked.label as component,
    oldest.profile_node as profile_node
from {{ labels }} as linked
any left join oldest
    on linked.label = oldest.label
{%- endmacro %}
