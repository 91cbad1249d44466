{{ segflux.segment_changes_sql(ref('fct_segment_bitmaps'), ref('profile_numbers')) }}
