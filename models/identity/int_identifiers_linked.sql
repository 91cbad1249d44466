{{ config(materialized='connected_components', order_by='node') }}

-- depends_on: {{ ref('evaluation_runs') }}

select
    a,
    b
from {{ ref('int_links_seen') }}
