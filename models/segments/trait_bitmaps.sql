{{ config(materialized='trait_bitmaps') }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('dim_sources') }}
-- depends_on: {{ ref('dim_profiles') }}

select 1
