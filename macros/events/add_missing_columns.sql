{# The statement that gives a table which an older version made the columns that it lacks; nothing where there is no table.

dbt changes no columns of a table that is only appended to. New columns stand last in the model, in this order.
- `columns`: a mapping of names to types
#}
{% macro add_missing_columns(relation, columns) -%}
{%- if execute and run_query('exists table ' ~ relation).rows[0][0] | int == 1 -%}
alter table {{ relation }}{{ segflux.on_cluster() }}
{%- for name, type in columns.items() %} add column if not exists {{ name }} {{ type }}{{ ',' if not loop.last }}{% endfor -%}
{%- endif -%}
{%- endmacro %}
