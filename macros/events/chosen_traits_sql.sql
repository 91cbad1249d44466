{# The usable rows of traits or links whose profile has a number, each once, with that number; those of entities have 0.

A link without a time counts from when its identifier was first stored, the same in every rebuild.
#}
{% macro chosen_traits_sql(arrived, identifiers, shape) -%}
{%- if shape == 'entities' -%}
select
    *,
    read_at as happened_at,
    toUInt32(0) as profile_number
from {{ arrived }}
where reason = ''
limit 1 by row_key
{%- else -%}
select
    rows.*,
    coalesce(rows.read_at, numbers.first_seen_at) as happened_at,
    numbers.profile_number as profile_number
from {{ arrived }} as rows
any left join (
    select
        node,
        profile_number,
        first_seen_at
    from {{ identifiers }}
    where node in (select node from {{ arrived }})
) as numbers
    on rows.node = numbers.node
where rows.reason = '' and numbers.profile_number != 0
limit 1 by row_key
{%- endif -%}
{%- endmacro %}
