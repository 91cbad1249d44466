{# The usable rows of traits or links whose profile has a number, each once, with that number.

A link without a time counts from when its identifier was first stored, the same in every rebuild.
#}
{% macro chosen_traits_sql(arrived, identifiers) -%}
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
{%- endmacro %}
