{# Remove a mirrored source's stored rows that it holds no more; gives their number.

A mutable source without arrivals is read whole each time, so what is not in it is gone.
#}
{% macro remove_vanished(target, source, key, kept, condition='true') -%}
{%- set where = ' where source = ' ~ segflux.spelled(source.source) ~ ' and ' ~ condition ~ ' and ' ~ key
    ~ ' not in (select ' ~ key ~ ' from ' ~ kept ~ ')' -%}
{%- set vanished = run_query('select uniqExact(' ~ key ~ ') from ' ~ target ~ where).rows[0][0] | int -%}
{%- if vanished -%}
    {%- do run_query('delete from ' ~ target ~ where ~ ' settings lightweight_deletes_sync = 2') -%}
{%- endif -%}
{{- return(vanished) -}}
{%- endmacro %}
