{{ config(materialized='view') }}

with ends as (
    select distinct arrayJoin([(a, b), (b, a)]) as pair
    from {{ ref('int_links_seen') }}
),

identifiers as (
    select
        node,
        any(identifier_type) as type,
        any(identifier_value) as value
    from {{ ref('int_identifiers_seen') }}
    group by node
),

counted as (
    select
        pair.1 as node,
        others.type as other_type,
        count() as other_count
    from ends
    inner join identifiers as others
        on ends.pair.2 = others.node
    group by
        node,
        other_type
    having other_count > 2
),

rejected as (
    {{ segflux.rejected_links_sql(ref('int_links_judged'), ref('identity_resolutions')) }}
),

unused as (
    select
        arrayJoin([a, b]) as node,
        count() as unused_count
    from rejected
    group by node
),

final as (
    select
        identifiers.type as identifier_type,
        identifiers.value as identifier_value,
        counted.other_type as linked_to_type,
        counted.other_count as linked_count,
        {{ segflux.is_strong('counted.other_type') }} as is_linked_to_strong,
        unused.unused_count as unused_links
    from counted
    inner join identifiers
        on counted.node = identifiers.node
    any left join unused
        on counted.node = unused.node
)

select * from final
