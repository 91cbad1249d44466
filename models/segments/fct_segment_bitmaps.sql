{{ config(materialized='evaluated_segments', full_refresh=false) }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('leaf_bitmaps') }}
-- depends_on: {{ ref('late_leaf_bitmaps') }}
-- depends_on: {{ ref('int_events_resolved') }}
-- depends_on: {{ ref('int_traits_resolved') }}
-- depends_on: {{ ref('profile_overrides') }}
-- depends_on: {{ ref('int_profiles_split') }}
-- depends_on: {{ ref('profile_numbers') }}
-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('int_links_seen') }}
-- depends_on: {{ ref('int_identity_overrides') }}
-- depends_on: {{ ref('dim_identifiers') }}
-- depends_on: {{ ref('profile_node_overrides') }}

select 1
