{%- set tables = {
    'bitmaps': ref('fct_segment_bitmaps'),
    'segments': ref('dim_segments'),
    'traits': ref('trait_bitmaps'),
    'leaves': ref('leaf_bitmaps'),
} -%}
{{ segflux.breakdowns_sql(
    tables, segflux.declared_segments(), var('breakdown_least_people', 10) | int
) }}
