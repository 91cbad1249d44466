{%- set tables = {
    'bitmaps': ref('fct_segment_bitmaps'),
    'segments': ref('dim_segments'),
    'sizes': ref('fct_segment_sizes'),
    'runs': ref('evaluation_runs'),
} -%}
{{ segflux.findings_sql(tables, {
    'likeness': var('twins_from', 0.9) | float,
    'stale_days': var('stale_after_days', 30) | int,
}) }}
