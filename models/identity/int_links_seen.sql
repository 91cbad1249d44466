{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    pre_hook="{{ segflux.add_missing_columns(this, {
        'batch': 'UInt32', 'linked_at': 'DateTime64(3, \\'UTC\\')',
    }) }}",
    order_by='(a, b)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('identity_resolutions') }}

with sighted as (
    select
        source,
        first_seen_at,
        linked_at,
        nodes[1] as strongest,
        arrayJoin(arraySlice(nodes, 2)) as other
    from {{ ref('int_identifiers_sighted') }}
),

arrived as (
    select
        least(strongest, other) as a,
        greatest(strongest, other) as b,
        source,
        min(first_seen_at) as seen_at,
        min(linked_at) as made_at
    from sighted
    group by
        a,
        b,
        source
),

{% if is_incremental() -%}
known as (
    select
        a as known_a,
        b as known_b,
        source as known_source,
        min(first_seen_at) as known_at,
        min(if(toUnixTimestamp64Milli(linked_at) = 0, first_seen_at, linked_at)) as known_made_at
    from {{ this }}
    where (a, b) in (
        select
            arrived.a,
            arrived.b
        from arrived
    )
    group by
        known_a,
        known_b,
        known_source
),

compared as (
    select *
    from arrived
    any left join known
        on arrived.a = known.known_a
            and arrived.b = known.known_b
            and arrived.source = known.known_source
),
{%- else -%}
compared as (
    select
        *,
        toUInt64(0) as known_a,
        seen_at as known_at,
        made_at as known_made_at
    from arrived
),
{%- endif %}

final as (
    select
        a,
        b,
        source,
        seen_at as first_seen_at,
        {% if is_incremental() -%}
        {{ segflux.next_batch(this, ref('identity_resolutions'), 'links_until') }}
        {%- else -%}
        toUInt32(1)
        {%- endif %} as batch,
        made_at as linked_at
    from compared
    where known_a = 0 or seen_at < known_at or made_at < known_made_at
)

select * from final
