{{ config(materialized='resolved_identities', full_refresh=false) }}

-- depends_on: {{ ref('evaluation_runs') }}
-- depends_on: {{ ref('forgotten_identifiers') }}
-- depends_on: {{ ref('int_identifiers_seen') }}
-- depends_on: {{ ref('int_links_seen') }}
-- depends_on: {{ ref('int_identity_overrides') }}
-- depends_on: {{ ref('int_links_judged') }}
-- depends_on: {{ ref('int_profiles_moved') }}
-- depends_on: {{ ref('int_identifiers_split') }}
-- depends_on: {{ ref('int_overrides_applied') }}
-- depends_on: {{ ref('identity_resolutions') }}

select 1
