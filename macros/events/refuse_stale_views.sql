{# Stops an evaluation over views that were made before somebody was split: they would give rows to the wrong profile. #}
{% macro refuse_stale_views(views, overrides) -%}
{%- set nodes_in = segflux.node_overrides_in(overrides) -%}
{%- if nodes_in.has_split -%}
    {%- set read = 'belongs_from' if nodes_in.has_past else overrides.identifier -%}
    {%- for view in views -%}
        {%- set found = run_query(
            'select countIf(position(create_table_query, ' ~ segflux.spelled(read) ~ ') > 0) from system.tables where '
            ~ 'database = ' ~ segflux.spelled(view.schema) ~ ' and name = ' ~ segflux.spelled(segflux.local_identifier(view.identifier))
        ).rows[0][0] | int -%}
        {%- if not found -%}
            {{- exceptions.raise_compiler_error(
                view ~ ' was made before a profile was split and gives rows to the wrong one. '
                ~ 'Nothing was changed. Build it before the segments: `segflux build`, or `dbt build --select int_events_resolved+ int_traits_resolved+`.'
            ) -}}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}
{%- endmacro %}
