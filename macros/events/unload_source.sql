{# Remove the stored rows of a source that is read anew; gives their number.

A run that ends in between leaves the old state in the log, so that the next one reads all of it again.
#}
{% macro unload_source(target, plan) -%}
{%- if not plan.is_anew -%}
    {{- return(0) -}}
{%- endif -%}
{%- set where = segflux.rows_of_source(plan.source) -%}
{%- set removed = run_query('select count() from ' ~ target ~ ' where ' ~ where).rows[0][0] | int -%}
{%- do segflux.delete_rows(target, where) -%}
{{- return(removed) -}}
{%- endmacro %}
