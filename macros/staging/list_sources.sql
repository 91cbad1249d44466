{# The rows of `dim_sources`: every source and shape, with how its table is read. #}
{% macro list_sources() -%}
{%- set rows = [] -%}
{%- for source in segflux._listed_sources() -%}
    {%- do rows.append(segflux._row_of_source(source)) -%}
{%- endfor -%}
select
    listed.1 as source,
    listed.2 as shape,
    listed.3 as model,
    listed.4 as look_back_seconds,
    listed.5 as is_mutable
from (
    select arrayJoin(cast(
        [{{ rows | join(', ') }}] as Array(Tuple(String, String, String, Nullable(UInt64), Bool))
    )) as listed
)
{%- endmacro %}

{% macro _row_of_source(source) -%}
{{- return(
    '(' ~ segflux.spelled(source.source) ~ ', ' ~ segflux.spelled(source.shape) ~ ', ' ~ segflux.spelled(source.model) ~ ', '
    ~ ('null' if source.look_back_seconds is none else source.look_back_seconds) ~ ', ' ~ (source.is_mutable | lower) ~ ')'
) -}}
{%- endmacro %}
