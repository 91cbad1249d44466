{# The events with the properties that a segment uses: those that are columns already, the others read from JSON.

- `events`: the relation to read, which has the column `properties`
- `columns`: [{column, type, expression}], what `used_columns` gives
- `present`: the names of the relation's columns
- `comments`: the comments of the columns of `fct_events`, which tell the finished ones
#}
{% macro events_with_columns_sql(events, columns, present, comments) -%}
    {%- set hidden, read = [], [] -%}
    {%- for column in columns if column.column not in present or segflux._mark_of_column(column) not in comments -%}
        {%- set name = segflux.spelled(column.column, '`') -%}
        {%- if column.column in present -%}{%- do hidden.append(name) -%}{%- endif -%}
        {%- do read.append('cast(' ~ column.expression ~ ", '" ~ column.type ~ "') as " ~ name) -%}
    {%- endfor -%}
    {%- if not read -%}
        {{ return(events ~ '') }}
    {%- endif -%}
    {{ return(
        '(select *' ~ (' except (' ~ hidden | join(', ') ~ ')' if hidden else '') ~ ', ' ~ read | join(', ')
        ~ ' from ' ~ events ~ ')'
    ) }}
{%- endmacro %}
