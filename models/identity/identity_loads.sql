{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ segflux.add_missing_columns(this, {
        'mapping': 'String', 'source_columns': 'String', 'rows_there': 'UInt64', 'self_links': 'UInt64',
    }) }}",
    order_by='(source, shape, loaded_at)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('int_links_seen') }}

with sighted as (
    select
        source,
        shape,
        max(arrived_until) as arrived_until,
        max(mapping) as mapping,
        max(source_columns) as source_columns,
        sum(self_links) as self_links
    from {{ ref('int_identifiers_sighted') }}
    group by
        source,
        shape
),

final as (
    select
        source,
        shape,
        arrived_until,
        '{{ segflux.current_run().run_id }}' as run_id,
        'loaded' as state,
        now64(3, 'UTC') as loaded_at,
        mapping,
        source_columns,
        toUInt64(0) as rows_there,
        self_links
    from sighted
)

select * from final
