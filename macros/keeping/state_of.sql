{# A hash that changes whenever the rows or the columns of tables change: ['database.name'], each in parts.

A table is known by its id, whatever its name; one without rows by its columns alone. Every insert takes a new number for
its block, every change of rows that stand a new version; merges take neither.
#}
{% macro state_of(tables) -%}
{%- if not tables -%}
    {{- return('') -}}
{%- endif -%}
{{- return((run_query(segflux._state_sql(tables)).rows[0][0] | string)[1:]) -}}
{%- endmacro %}

{% macro _state_sql(tables) -%}
{%- set names = [] -%}
{%- for table in tables -%}{%- do names.append(segflux.spelled(table)) -%}{%- endfor -%}
with defined as (
    select
        concat(database, '.', table) as full_name,
        arraySort(groupArray((name, type, default_kind, default_expression))) as columns
    from system.columns
    where concat(database, '.', table) in ({{ names | join(', ') }})
    group by full_name
),

partitions as (
    select
        concat(database, '.', table) as full_name,
        partition_id,
        max(max_block_number) as last_block,
        max(toUInt64OrZero(splitByChar('_', name)[5])) as last_version,
        sum(rows) as row_count
    from system.parts
    where active and concat(database, '.', table) in ({{ names | join(', ') }})
    group by
        full_name,
        partition_id
),

held as (
    select
        full_name,
        arraySort(groupArray((partition_id, last_block, last_version, row_count))) as parts
    from partitions
    group by full_name
)

select concat('h', lower(hex(sipHash128(arraySort(groupArray((
    if(empty(held.parts), toUUID('00000000-0000-0000-0000-000000000000'), stored.uuid), defined.columns, held.parts
)))))))
from system.tables as stored
any left join defined
    on concat(stored.database, '.', stored.name) = defined.full_name
any left join held
    on concat(stored.database, '.', stored.name) = held.full_name
where concat(stored.database, '.', stored.name) in ({{ names | join(', ') }})
{%- endmacro %}
