{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='profile_node',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

-- depends_on: {{ ref('int_identifiers_signed_in') }}
{%- set has_anonymous_past = segflux.identity_rules().backdate %}

with seen as (
    select
        node,
        min(first_seen_at) as seen_at
    from {{ ref('int_identifiers_seen') }}
    group by node
),

merged as (
    select node
    from {{ ref('int_profiles_merged') }}
    where node != profile_node
),

profiles as (
    select
        seen.node as profile_node,
        seen.seen_at as seen_at
    from seen
    left anti join merged
        on seen.node = merged.node
    {%- if has_anonymous_past %}
    union all
    select
        before_node as profile_node,
        min(signed_in_at) as seen_at
    from {{ ref('int_identifiers_signed_in') }}
    group by before_node
    {%- endif %}
),

{% if is_incremental() -%}
given as (
    select
        toUInt64(max(profile_number)) as last_number,
        if(count() = 0, generateUUIDv4(), any(number_space)) as number_space
    from {{ this }}
),

unnumbered as (
    select *
    from profiles
    left anti join {{ this }} as numbered
        on profiles.profile_node = numbered.profile_node
),
{%- else -%}
given as (
    select
        toUInt64(0) as last_number,
        generateUUIDv4() as number_space
),

unnumbered as (
    select * from profiles
),
{%- endif %}

numbered_next as (
    select
        unnumbered.profile_node as profile_node,
        given.last_number
        + row_number() over (order by unnumbered.seen_at, unnumbered.profile_node) as next_number,
        given.number_space as number_space
    from unnumbered
    cross join given
),

final as (
    select
        toUInt32(next_number) as profile_number,
        profile_node,
        {{ segflux.profile_id_of('profile_node') }} as profile_id,
        number_space
    from numbered_next
    where throwIf(
        next_number > 4294967295,
        'All 4,294,967,295 profile numbers of this schema are given; start a new schema.'
    ) = 0
)

select * from final
