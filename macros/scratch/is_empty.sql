{# Whether a table has no rows. #}
{% macro is_empty(table) -%}
{{- return(run_query('select count() from ' ~ table).rows[0][0] | int == 0) -}}
{%- endmacro %}
