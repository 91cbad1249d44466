{%- set tables = {
    'bitmaps': ref('fct_segment_bitmaps'),
    'segments': ref('dim_segments'),
    'leaves': ref('leaf_bitmaps'),
    'late_leaves': ref('late_leaf_bitmaps'),
    'numbers': ref('profile_numbers'),
} -%}
{{ segflux.segment_conditions_sql(tables) }}
