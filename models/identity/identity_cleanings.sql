{{ config(
    materialized='incremental',
    engine=segflux.table_engine(),
    incremental_strategy='append',
    full_refresh=false,
    order_by='(identifier_type, clean, region)',
    settings={'fsync_after_insert': 1, 'fsync_part_directory': 1},
) }}

{# Who was erased is known by hashes of cleaned values: their rows are found as cleaned then. #}

with declared as (
    select arrayJoin({{ segflux.declared_cleanings() }}) as cleaning
),

final as (
    select
        cleaning.1 as identifier_type,
        cleaning.2 as clean,
        cleaning.3 as region,
        now64(3, 'UTC') as noted_at
    from declared
    {% if is_incremental() -%}
    where cleaning not in (
        select (noted.identifier_type, noted.clean, noted.region)
        from {{ this }} as noted
    )
    {%- endif %}
)

select * from final
