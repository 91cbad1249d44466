{# Remove the stored rows of a source; gives their number.

The log says so before they go: a run that ends in between is followed by one that removes the rest and reads all again.
#}
{% macro unload_source(filling, source, loads, run) -%}
{%- do segflux.load_log(loads, {'source': source}, run, {}, filling.number_space, 'removing') -%}
{%- set where = segflux.rows_of_source(source) -%}
{%- set removed = run_query('select count() from ' ~ filling.name ~ ' where ' ~ where).rows[0][0] | int -%}
{%- if removed -%}
    {%- do segflux.delete_rows(filling.name, where) -%}
{%- endif -%}
{{- return(removed) -}}
{%- endmacro %}
