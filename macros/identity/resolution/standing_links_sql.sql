{# The usable links of a batch that only adds: the new ones, and for each earlier component one link of every member with the node that names it: they join the same nodes. #}
{% macro standing_links_sql(work) -%}
select
    a,
    b,
    first_seen_at
from {{ work.tables.links }}
where batch > {{ work.since.links_until }}
union all
select
    node,
    component,
    fromUnixTimestamp64Milli(toInt64(0), 'UTC')
from {{ work.stored }}
where node != component
{%- endmacro %}
