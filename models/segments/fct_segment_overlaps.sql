{{ segflux.overlaps_sql(ref('fct_segment_bitmaps'), ref('dim_segments')) }}
