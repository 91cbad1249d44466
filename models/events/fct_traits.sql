{{ config(
    materialized='loaded_rows',
    shapes=['traits', 'records', 'links', 'entities', 'identifiers'],
) }}

-- depends_on: {{ ref('dim_sources') }}
-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('dim_identifiers') }}
-- depends_on: {{ ref('profile_numbers') }}
-- depends_on: {{ ref('event_loads') }}
-- depends_on: {{ ref('rejected_rows') }}

select 1
