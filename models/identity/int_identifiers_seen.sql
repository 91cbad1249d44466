{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ segflux.add_missing_columns(this, {'batch': 'UInt32'}) }}",
    order_by='node',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

-- depends_on: {{ ref('identity_resolutions') }}

with sighted as (
    select
        source,
        first_seen_at,
        identifier.1 as identifier_type,
        identifier.2 as identifier_value,
        node
    from {{ ref('int_identifiers_sighted') }}
    array join
        nodes as node,
        identifiers as identifier
),

arrived as (
    select
        node,
        identifier_type,
        identifier_value,
        argMin(source, (first_seen_at, source)) as first_source,
        min(first_seen_at) as seen_at,
        count() over (partition by node) as identifier_count
    from sighted
    group by
        node,
        identifier_type,
        identifier_value
),

{% if is_incremental() -%}
known as (
    select
        node as known_node,
        any(identifier_type) as known_type,
        any(identifier_value) as known_value,
        min(first_seen_at) as known_at
    from {{ this }}
    where node in (select arrived.node from arrived)
    group by node
),

compared as (
    select *
    from arrived
    any left join known
        on arrived.node = known.known_node
),
{%- else -%}
compared as (
    select
        *,
        toUInt64(0) as known_node,
        '' as known_type,
        '' as known_value,
        seen_at as known_at
    from arrived
),
{%- endif %}

checked as (
    select *
    from compared
    where throwIf(
        identifier_count > 1 or known_node != 0
        and (known_type != identifier_type or known_value != identifier_value),
        'Two identifiers share one 64-bit node; ignore one of them (identity.yml).'
    ) = 0
),

final as (
    select
        node,
        identifier_type,
        identifier_value,
        {{ segflux.is_strong('identifier_type') }} as is_strong,
        first_source as source,
        seen_at as first_seen_at,
        {% if is_incremental() -%}
        {{ segflux.next_batch(this, ref('identity_resolutions'), 'identifiers_until') }}
        {%- else -%}
        toUInt32(1)
        {%- endif %} as batch
    from checked
    where known_node = 0 or seen_at < known_at
)

select * from final
