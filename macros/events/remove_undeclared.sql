{# Remove the rows of sources that are declared no more, so that a renamed source does not count twice. #}
{% macro remove_undeclared(target, sources, shape, loads, run, number_space) -%}
{%- set declared = sources | map(attribute='source') | list -%}
{%- for row in run_query(segflux._loaded_sources_sql(loads, shape)).rows if (row[0] | string)[1:] not in declared -%}
    {%- set name = (row[0] | string)[1:] -%}
    {%- set source = {'source': name, 'shape': shape} -%}
    {%- set where = segflux.rows_of_source(source) -%}
    {%- set removed = run_query('select count() from ' ~ target ~ ' where ' ~ where).rows[0][0] | int -%}
    {%- do segflux.delete_rows(target, where) -%}
    {%- do segflux.load_log(
        loads, {'source': source}, run, {'removed': removed}, number_space, 'removed'
    ) -%}
{%- endfor -%}
{%- endmacro %}

{% macro _loaded_sources_sql(loads, shape) -%}
select concat('s', source)
from {{ loads }}
where shape = {{ segflux.spelled(shape) }}
group by source
having argMax(state, loaded_at) = 'loaded'
{%- endmacro %}
