{# The profile of each node of a labeled graph where no rule parts a component: node, component, profile_node.

The node seen first names it (ties: the smaller one): time and node in one number, whose minimum needs a fifth of what that
of a pair does. `labels` has node and label, `identifiers` node and first_seen_at.
#}
{% macro plain_profiles_sql(labels, identifiers) -%}
with oldest as (
    select
        linked.label as label,
        reinterpretAsUInt64(min(
            toInt128(toUnixTimestamp64Milli(seen.first_seen_at)) * toInt128('18446744073709551616') + linked.node
        )) as profile_node
    from {{ identifiers }} as seen
    inner join {{ labels }} as linked
        on seen.node = linked.node
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
