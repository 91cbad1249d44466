{{ config(materialized='segment_rows') }}

-- depends_on: {{ ref('evaluation_runs') }}

select 1
