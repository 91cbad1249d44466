{# Remove a mirrored source's stored rows that it holds no more; gives their number.

A mutable source without arrivals is read whole each time, so what is not in it is gone.
#}
{% macro remove_vanished(target, source, key, kept, condition='true') -%}
{%- set where = 'source = ' ~ segflux.spelled(source.source) ~ ' and ' ~ condition -%}
{%- set vanished = run_query(
    'select uniqExact(' ~ key ~ ') from ' ~ target ~ ' where ' ~ where ~ ' and not ' ~ key ~ ' ' ~ segflux.global_in()
    ~ ' (select ' ~ key ~ ' from ' ~ kept ~ ')'
).rows[0][0] | int -%}
{%- if vanished -%}
    {%- do segflux.delete_rows(target, where, {'columns': key, 'scratch': kept, 'is_in': false}) -%}
{%- endif -%}
{{- return(vanished) -}}
{%- endmacro %}
