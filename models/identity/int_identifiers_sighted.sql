{{ config(materialized='sightings') }}

-- depends_on: {{ ref('dim_sources') }}
-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('forgotten_identifiers') }}
-- depends_on: {{ ref('identity_cleanings') }}

select 1
