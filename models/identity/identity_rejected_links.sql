{{ config(materialized='view') }}

with rejected as (
    {{ segflux.rejected_links_sql(ref('int_links_judged'), ref('identity_resolutions')) }}
),

named as (
    select
        node,
        any(identifier_type) as type,
        any(identifier_value) as value
    from {{ ref('int_identifiers_seen') }}
    where node in (
        select arrayJoin([rejected.a, rejected.b])
        from rejected
    )
    group by node
),

sighted as (
    select
        a,
        b,
        arraySort(groupUniqArray(source)) as sources,
        min(first_seen_at) as seen_at
    from {{ ref('int_links_seen') }}
    where (a, b) in (
        select
            rejected.a,
            rejected.b
        from rejected
    )
    group by
        a,
        b
),

final as (
    select
        first_end.type as type_a,
        first_end.value as value_a,
        second_end.type as type_b,
        second_end.value as value_b,
        rejected.verdict_rule as rule,
        sighted.sources as sources,
        sighted.seen_at as first_seen_at,
        rejected.a as a,
        rejected.b as b
    from rejected
    any left join sighted
        on rejected.a = sighted.a and rejected.b = sighted.b
    any left join named as first_end
        on rejected.a = first_end.node
    any left join named as second_end
        on rejected.b = second_end.node
)

select * from final
