{{ segflux.segment_members_sql(
    ref('fct_segment_bitmaps'), ref('profile_numbers'), ref('dim_segments')
) }}
