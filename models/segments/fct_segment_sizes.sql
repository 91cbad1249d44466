{{ segflux.segment_sizes_sql(ref('fct_segment_bitmaps')) }}
