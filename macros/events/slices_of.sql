{# The slices of at most 24 months that a load is inserted in, as predicates on a staging shape; each row is in exactly one.

A single insert may not touch more than 100 partitions. Rows without a usable time go with the first slice.
#}
{% macro slices_of(source, window) -%}
{%- set numbers = [] -%}
{%- for row in run_query(
    'select distinct ' ~ segflux._slice_number() ~ ' as slice_number from ' ~ source.relation
    ~ ' where ' ~ window ~ ' order by slice_number'
).rows -%}
    {%- do numbers.append(row[0] | int) -%}
{%- endfor -%}
{%- set used = numbers | reject('equalto', 0) | list -%}
{%- if used | length <= 1 -%}
    {{- return([window]) -}}
{%- endif -%}
{%- set slices = [] -%}
{%- for number in used -%}
    {%- set wanted = '(0, ' ~ number ~ ')' if loop.first else '(' ~ number ~ ')' -%}
    {%- do slices.append(window ~ ' and ' ~ segflux._slice_number() ~ ' in ' ~ wanted) -%}
{%- endfor -%}
{{- return(slices) -}}
{%- endmacro %}

{% macro _slice_number() -%}
if(
    coalesce(occurred_at between toDateTime64('1971-01-01 00:00:00', 3, 'UTC') and toDateTime64('2148-01-01 00:00:00', 3, 'UTC'), false),
    intDiv(toYear(assumeNotNull(occurred_at)) * 12 + toMonth(assumeNotNull(occurred_at)) - 1, 24),
    0
)
{%- endmacro %}
