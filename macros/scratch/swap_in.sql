{# Put a finished scratch table in a target's place, at once, and drop what stood there. #}
{% macro swap_in(target, scratch) -%}
{%- set exists = run_query('exists table ' ~ target).rows[0][0] | int == 1 -%}
{%- if exists -%}
    {%- do run_query('exchange tables ' ~ scratch ~ ' and ' ~ target ~ segflux.on_cluster()) -%}
    {%- do run_query('drop table ' ~ scratch ~ segflux.on_cluster()) -%}
{%- else -%}
    {%- do run_query('rename table ' ~ scratch ~ ' to ' ~ target ~ segflux.on_cluster()) -%}
{%- endif -%}
{%- endmacro %}
