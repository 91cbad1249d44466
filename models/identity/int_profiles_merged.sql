{{ config(engine=segflux.table_engine(), order_by='node') }}

with linked as (
    select * from {{ ref('int_identifiers_linked') }}
),

seen as (
    select
        node,
        min(first_seen_at) as seen_at
    from {{ ref('int_identifiers_seen') }}
    where node in (select linked.node from linked)
    group by node
),

oldest as (
    select
        linked.label as label,
        argMin(linked.node, (seen.seen_at, linked.node)) as profile_node
    from linked
    any left join seen
        on linked.node = seen.node
    group by linked.label
),

final as (
    select
        linked.node as node,
        oldest.profile_node as profile_node
    from linked
    any left join oldest
        on linked.label = oldest.label
)

select * from final
