{{ config(
    materialized='kept_table',
    counts_until=true,
    engine=segflux.table_engine(),
    order_by='profile_number',
) }}

{#- dim_sources declares the traits; no SQL names it, for what SQL names is taken for read. #}
{%- do ref('dim_sources') %}

{%- set traits = segflux.declared_traits(is_computed=false) %}
{%- set computed = segflux.declared_traits(is_computed=true) %}

with evaluated as (
    select max(as_of) as latest_as_of
    from {{ ref('evaluation_runs') }}
    where not is_study
),

profiles as (
    select
        profile_id,
        profile_number,
        argMinIf(identifier_value, (first_seen_at, node), identifier_type = 'user_id')
        as first_user_id,
        argMinIf(identifier_value, (first_seen_at, node), identifier_type = 'email')
        as first_email
    from {{ ref('dim_identifiers') }}
    group by
        profile_id,
        profile_number
    union all
    select
        profile_id,
        profile_number,
        '' as first_user_id,
        '' as first_email
    from {{ ref('profile_numbers') }}
    where profile_number in (
        select number_before
        from {{ ref('profile_node_overrides') }}
        where number_before != 0
    )
),

happened as (
    select
        profile_number,
        min(occurred_at) as earliest_at,
        max(occurred_at) as latest_at
    from {{ ref('int_events_resolved') }}
    where occurred_at <= (select evaluated.latest_as_of from evaluated)
    group by profile_number
    union all
    select
        profile_number,
        min(occurred_at) as earliest_at,
        max(occurred_at) as latest_at
    from {{ ref('int_traits_resolved') }}
    where trait = '' and value = '"trait"'
        and occurred_at <= (select evaluated.latest_as_of from evaluated)
    group by profile_number
),

seen as (
    select
        profile_number,
        minOrNull(earliest_at) as first_row_at,
        maxOrNull(latest_at) as last_row_at
    from happened
    group by profile_number
),

latest as (
    select
        profile_number
        {%- for trait in traits %},
        argMaxIf(
            value,
            (occurred_at, arrived_at, arrival_order, row_key),
            trait = {{ segflux.spelled(trait.name) }}
        ) as raw_{{ loop.index }}
        {%- endfor %}
    from {{ ref('int_traits_resolved') }}
    where trait in ({% for trait in traits %}{{ segflux.spelled(trait.name) }}, {% endfor %}'')
        and occurred_at <= (select evaluated.latest_as_of from evaluated)
    group by profile_number
),

computed as (
    select
        profile_number
        {%- for trait in computed %},
        anyIf(value, trait = {{ segflux.spelled(trait.name) }}) as value_{{ loop.index }}
        {%- endfor %}
    from {{ ref('int_traits_computed') }}
    group by profile_number
),

final as (
    select
        profiles.profile_id as profile_id,
        profiles.profile_number as profile_number,
        seen.first_row_at as first_seen_at,
        seen.last_row_at as last_seen_at,
        nullIf(profiles.first_user_id, '') as user_id,
        nullIf(profiles.first_email, '') as email
        {%- for trait in traits %},
        {{ segflux.trait_as(trait.type, 'latest.raw_' ~ loop.index) }}
        as {{ segflux.spelled(trait.column, '`') }}
        {%- endfor %}
        {%- for trait in computed %},
        {%- set value = segflux.value_or('computed.value_' ~ loop.index, trait.default) %}
        {{ segflux.trait_as(trait.type, value) }}
        as {{ segflux.spelled(trait.column, '`') }}
        {%- endfor %}
    from profiles
    any left join seen
        on profiles.profile_number = seen.profile_number
    any left join latest
        on profiles.profile_number = latest.profile_number
    any left join computed
        on profiles.profile_number = computed.profile_number
)

select * from final
