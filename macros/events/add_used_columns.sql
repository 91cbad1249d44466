{# Give a table of events the columns that segments use, filled for all history before anything reads them.

A column is finished when its comment holds the mark of its expression; one whose expression changed, or whose
filling was cut short, is computed anew. Columns that no segment uses any more stay until the next full refresh.
#}
{% macro add_used_columns(target, columns) -%}
{%- set finished = segflux._finished_columns(target) -%}
{%- for column in columns -%}
    {%- set name, mark = segflux.spelled(column.column, '`'), segflux._mark_of_column(column) -%}
    {%- if mark not in finished -%}
        {%- set declared = name ~ ' ' ~ column.type ~ ' materialized ' ~ column.expression -%}
        {%- do run_query('alter table ' ~ target ~ ' add column if not exists ' ~ declared) -%}
        {%- do run_query('alter table ' ~ target ~ ' modify column ' ~ declared) -%}
        {%- do run_query('alter table ' ~ target ~ ' materialize column ' ~ name ~ ' settings mutations_sync = 2') -%}
        {%- do run_query('alter table ' ~ target ~ ' comment column ' ~ name ~ ' ' ~ segflux.spelled(mark)) -%}
    {%- endif -%}
{%- endfor -%}
{%- endmacro %}

{% macro _mark_of_column(column) -%}
{{- return('used as ' ~ local_md5(column.column ~ '|' ~ column.type ~ '|' ~ column.expression)) -}}
{%- endmacro %}

{% macro _finished_columns(target) -%}
{%- set marks = [] -%}
{%- for row in run_query(
    "select comment from system.columns where startsWith(comment, 'used as ') and database = "
    ~ segflux.spelled(target.schema) ~ ' and table = ' ~ segflux.spelled(target.identifier)
).rows -%}
    {%- do marks.append(row[0] | string) -%}
{%- endfor -%}
{{- return(marks) -}}
{%- endmacro %}
