{# How a source is read now: {mapping, columns}, texts that differ once its entry or the columns that count change.

`mapping` is a hash of what sources.yml says of it. `columns` is a JSON object of names and types: of the columns that
are mapped, and where ids are made of whole rows of all; '{}' where an adapter or a model of one's own reads the table.
#}
{% macro source_state(source) -%}
{%- set columns = '{}' -%}
{%- if source.get('raw') -%}
    {%- set columns = (run_query(segflux._columns_of_raw_sql(source)).rows[0][0] | string)[1:] -%}
{%- endif -%}
{{- return({'mapping': source.get('mapping', ''), 'columns': columns}) -}}
{%- endmacro %}

{# One text that no reader takes for a number or a date. #}
{% macro _columns_of_raw_sql(source) -%}
{%- set names = [] -%}
{%- for column in source.columns -%}
    {%- do names.append(segflux.spelled(column)) -%}
{%- endfor -%}
select concat('j', toJSONString(cast(groupArray((name, type)) as Map(String, String))))
from (
    select
        name,
        type
    from system.columns
    where database = {{ segflux.spelled(source.raw[0]) }} and table = {{ segflux.spelled(source.raw[1]) }}
        and {{ 'name in (' ~ names | join(', ') ~ ')' if names else "name not in ('_loaded_at', '_row_number')" }}
    order by name
)
{%- endmacro %}
