{{ config(engine=segflux.table_engine(), order_by='(segment, entered_at)') }}

{%- set tables = {
    'bitmaps': ref('fct_segment_bitmaps'),
    'events': ref('int_events_resolved'),
    'overrides': ref('profile_overrides'),
    'runs': ref('evaluation_runs'),
} -%}
{{ segflux.goal_performance_sql(tables, segflux.declared_segments()) }}
