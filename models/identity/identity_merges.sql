{{ config(materialized='view') }}

with finished as (
    select
        resolution,
        run_id,
        resolved_at
    from {{ ref('identity_resolutions') }}
),

moves as (
    select *
    from {{ ref('int_profiles_moved') }}
    where resolution in (select finished.resolution from finished)
),

named as (
    select
        node,
        any(identifier_type) as type,
        any(identifier_value) as value
    from {{ ref('int_identifiers_seen') }}
    where node in (
        select arrayJoin([moves.a, moves.b])
        from moves
    )
    group by node
),

final as (
    select
        moves.resolution as resolution,
        finished.resolved_at as resolved_at,
        finished.run_id as run_id,
        moves.kind as kind,
        {{ segflux.profile_id_of('moves.from_node') }} as from_profile_id,
        if(moves.into_node = 0, '', {{ segflux.profile_id_of('moves.into_node') }})
        as into_profile_id,
        moves.rule as rule,
        first_end.type as type_a,
        first_end.value as value_a,
        second_end.type as type_b,
        second_end.value as value_b
    from moves
    any left join finished
        on moves.resolution = finished.resolution
    any left join named as first_end
        on moves.a = first_end.node
    any left join named as second_end
        on moves.b = second_end.node
)

select * from final
