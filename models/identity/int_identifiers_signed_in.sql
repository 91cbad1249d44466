{{ config(materialized='sign_ins') }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('int_links_seen') }}
-- depends_on: {{ ref('int_profiles_merged') }}
-- depends_on: {{ ref('int_links_judged') }}
-- depends_on: {{ ref('int_overrides_applied') }}
-- depends_on: {{ ref('identity_resolutions') }}

select 1
