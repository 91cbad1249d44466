{# The usable rows of traits or links whose profile has a number, each once, with that number; those of entities have 0.

A link without a time counts from when its identifier was first stored, the same in every rebuild. The key of a row's
versions is part of its row key: one of two rows that say the same may change.
#}
{% macro chosen_traits_sql(arrived, identifiers, shape) -%}
{%- if shape == 'entities' -%}
select
    rows.* except (row_key),
    bitXor(rows.row_key, rows.mutable_key) as row_key,
    read_at as happened_at,
    toUInt32(0) as profile_number
from {{ arrived }} as rows
where reason = ''
limit 1 by row_key, mutable_key
{%- else -%}
select
    rows.* except (row_key),
    bitXor(rows.row_key, rows.mutable_key) as row_key,
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
limit 1 by row_key, mutable_key
{%- endif -%}
{%- endmacro %}
