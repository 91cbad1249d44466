{# Give a table of events the columns that segments use, filled for all history before anything reads them.

A column is finished when its comment holds the mark of its expression; one whose expression changed, or whose
filling was cut short, is computed anew. Columns that no segment uses any more stay until the next full refresh.
#}
{% macro add_used_columns(target, columns) -%}
{%- set finished = segflux._finished_columns(target) -%}
{%- set added, declared_anew, filled, marked = [], [], [], [] -%}
{%- for column in columns if segflux._mark_of_column(column) not in finished -%}
    {%- set name = segflux.spelled(column.column, '`') -%}
    {%- set declared = name ~ ' ' ~ column.type ~ ' materialized ' ~ column.expression -%}
    {%- do added.append('add column if not exists ' ~ declared) -%}
    {%- do declared_anew.append('modify column ' ~ declared) -%}
    {%- do filled.append('materialize column ' ~ name) -%}
    {%- do marked.append('comment column ' ~ name ~ ' ' ~ segflux.spelled(segflux._mark_of_column(column))) -%}
{%- endfor -%}
{%- if added -%}
    {%- set table = segflux.spelled(target.schema, '`') ~ '.' ~ segflux.spelled(target.identifier, '`') -%}
    {%- set held = segflux.local_name(table) ~ segflux.on_cluster() -%}
    {%- do run_query('alter table ' ~ held ~ ' ' ~ added | join(', ')) -%}
    {%- do run_query('alter table ' ~ held ~ ' ' ~ declared_anew | join(', ')) -%}
    {%- do run_query('alter table ' ~ held ~ ' ' ~ filled | join(', ') ~ ' settings mutations_sync = 2') -%}
    {%- do run_query('alter table ' ~ held ~ ' ' ~ marked | join(', ')) -%}
    {%- do segflux.spread_table(table) -%}
{%- endif -%}
{%- endmacro %}

{% macro _mark_of_column(column) -%}
{{- return('used as ' ~ local_md5(column.column ~ '|' ~ column.type ~ '|' ~ column.expression)) -}}
{%- endmacro %}

{% macro _finished_columns(target) -%}
{%- set marks = [] -%}
{%- for row in run_query(
    "select comment from system.columns where startsWith(comment, 'used as ') and database = "
    ~ segflux.spelled(target.schema) ~ ' and table = ' ~ segflux.spelled(segflux.local_identifier(target.identifier))
).rows -%}
    {%- do marks.append(row[0] | string) -%}
{%- endfor -%}
{{- return(marks) -}}
{%- endmacro %}
