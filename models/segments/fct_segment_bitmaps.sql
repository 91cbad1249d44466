{{ config(materialized='evaluated_segments', full_refresh=false) }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('leaf_bitmaps') }}
-- depends_on: {{ ref('int_events_resolved') }}
-- depends_on: {{ ref('int_traits_resolved') }}
-- depends_on: {{ ref('profile_overrides') }}
-- depends_on: {{ ref('int_profiles_split') }}
-- depends_on: {{ ref('profile_numbers') }}

select 1
