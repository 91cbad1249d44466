{# Drop the scratch tables that a killed build of the same node left behind. #}
{% macro drop_leftovers(target) -%}
{%- for row in run_query(segflux._leftovers_sql(target)).rows -%}
    {%- do run_query('drop table if exists ' ~ segflux.spelled(target.schema, '`') ~ '.' ~ segflux.spelled(row[0] | string, '`') ~ segflux.on_cluster()) -%}
{%- endfor -%}
{%- endmacro %}

{% macro _leftovers_sql(target) -%}
select name
from system.tables
where database = {{ segflux.spelled(target.schema) }}
    and startsWith(name, {{ segflux.spelled('__' ~ target.identifier ~ '__') }})
{%- endmacro %}
