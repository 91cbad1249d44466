{# The number space of the profile numbers, as text; a target that was filled from another one is refused.

The space stands in the comment of `fct_events` and `fct_traits`. `target` is the relation to compare with, or none.
#}
{% macro number_space_of(numbers, target=none) -%}
{%- set space = (run_query(
    "select concat('n', toString(any(number_space))) from " ~ numbers
).rows[0][0] | string)[1:] -%}
{%- if target is not none -%}
    {%- set found = run_query(segflux._space_in_comment_sql(target)).rows[0] -%}
    {%- if found[1] | int > 0 and found[0] | string != 'number_space ' ~ space -%}
        {{- exceptions.raise_compiler_error(
            target ~ ' holds profile numbers of another number space (' ~ found[0] ~ '), not of ' ~ numbers
            ~ ' (number_space ' ~ space ~ '). It was copied from another schema, or the numbers were dropped. '
            ~ 'Rebuild it from the sources: `dbt build --full-refresh`.'
        ) -}}
    {%- endif -%}
{%- endif -%}
{{- return(space) -}}
{%- endmacro %}

{% macro _space_in_comment_sql(target) -%}
select
    comment,
    (select toUInt64(count()) from {{ target }}) as row_count
from system.tables
where database = {{ segflux.spelled(target.schema) }} and name = {{ segflux.spelled(segflux.local_identifier(target.identifier)) }}
{%- endmacro %}
