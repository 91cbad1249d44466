{# Remove the rows of sources that are declared no more, so that a renamed source does not count twice.

A table that is filled from its first row holds none of them, but the log has to say so: declared again, they are read whole.
In a table that stands empty or is gone that is true of every source.
#}
{% macro remove_undeclared(filling, sources, shape, loads, run) -%}
{%- set kept = [] if filling.is_new and not filling.is_rebuilt else sources | map(attribute='source') | list -%}
{%- for row in run_query(segflux._loaded_sources_sql(loads, shape)).rows if (row[0] | string)[1:] not in kept -%}
    {%- set source = {'source': (row[0] | string)[1:], 'shape': shape} -%}
    {%- set removed = segflux.unload_source(filling, source, loads, run) -%}
    {%- if not filling.is_new -%}
        {%- do segflux.load_log(loads, {'source': source}, run, {'removed': removed}, filling.number_space, 'removed') -%}
    {%- endif -%}
{%- endfor -%}
{%- endmacro %}

{% macro _loaded_sources_sql(loads, shape) -%}
select concat('s', source)
from {{ loads }}
where shape = {{ segflux.spelled(shape) }}
group by source
having argMax(state, (loaded_at, state != 'removing')) != 'removed'
{%- endmacro %}
