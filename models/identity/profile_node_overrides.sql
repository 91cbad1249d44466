{{ config(
    materialized='kept_table',
    engine=segflux.table_engine(),
    order_by='node',
    post_hook="{{ segflux.copy_to_shards(segflux.local_name(this), 'select * from ' ~ this) }}",
) }}

{# Nodes whose stored rows no whole profile's number fits: split and signed-in anonymous ones. #}
-- depends_on: {{ ref('int_identifiers_signed_in') }}
{%- set has_anonymous_past = segflux.identity_rules().backdate %}

with split as (
    {{ segflux.split_nodes_sql(ref('int_identifiers_split'), ref('identity_resolutions')) }}
    {%- if has_anonymous_past %}
    union distinct
    select node
    from {{ ref('int_identifiers_signed_in') }}
    {%- endif %}
),

placed as (
    select
        split.node as node,
        if(merged.node = 0, split.node, merged.profile_node) as profile_node
    from split
    any left join {{ ref('int_profiles_merged') }} as merged
        on split.node = merged.node
),

{% if has_anonymous_past -%}
pasts as (
    select
        signed_in.node as node,
        {{ segflux.belongs_from('signed_in.signed_in_at') }} as belongs_from,
        numbers.profile_number as number_before
    from {{ ref('int_identifiers_signed_in') }} as signed_in
    inner join {{ ref('profile_numbers') }} as numbers
        on signed_in.before_node = numbers.profile_node
),
{%- else -%}
pasts as (
    select
        toUInt64(0) as node,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC') as belongs_from,
        toUInt32(0) as number_before
    where false
),
{%- endif %}

final as (
    select
        placed.node as node,
        if(placed.profile_node = 0, toUInt32(0), numbers.profile_number) as profile_number,
        pasts.belongs_from as belongs_from,
        pasts.number_before as number_before
    from placed
    any left join {{ ref('profile_numbers') }} as numbers
        on placed.profile_node = numbers.profile_node
    any left join pasts
        on placed.node = pasts.node
)

select * from final
