{{ config(materialized='sightings') }}

-- depends_on: {{ ref('dim_sources') }}
-- depends_on: {{ ref('evaluation_runs') }}

select 1
