{{ config(materialized='kept_table', engine=segflux.table_engine(), order_by='node') }}

with resolved as (
    {{ segflux.resolved_nodes_sql(ref('int_identifiers_resolved'), ref('identity_resolutions')) }}
),

final as (
    select
        node,
        profile_node,
        decided_in <= (
            select maxIf(resolution, is_squash)
            from {{ ref('identity_resolutions') }}
        ) as is_squashed
    from resolved
)

select * from final
