{{ config(materialized='leaf_bitmaps') }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('int_events_resolved') }}
-- depends_on: {{ ref('int_traits_resolved') }}
-- depends_on: {{ ref('dim_identifiers') }}
-- depends_on: {{ ref('profile_numbers') }}
-- depends_on: {{ ref('profile_overrides') }}
-- depends_on: {{ ref('profile_node_overrides') }}
-- depends_on: {{ ref('int_segments_handwritten') }}
-- depends_on: {{ ref('int_segment_lists') }}
-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('int_links_seen') }}
-- depends_on: {{ ref('int_identity_overrides') }}

select 1
