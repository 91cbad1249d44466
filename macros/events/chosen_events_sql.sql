{# One delivery of each event among those that arrived and whose profile has a number: the first, of a mutable source the newest.

Only events delivered more than once are sorted.
#}
{% macro chosen_events_sql(arrived, source, identifiers) -%}
{%- set direction = 'desc' if source.is_mutable else 'asc' -%}
with repeats as (
    select event_key
    from {{ arrived }}
    where reason = ''
    group by event_key
    having count() > 1
),

numbered as (
    select
        rows.*,
        numbers.profile_number as profile_number
    from {{ arrived }} as rows
    any left join (
        select
            node,
            profile_number
        from {{ identifiers }}
        where node in (select node from {{ arrived }})
    ) as numbers
        on rows.node = numbers.node
    where rows.reason = '' and numbers.profile_number != 0
)

select *
from numbered
where event_key not in repeats
union all
select *
from (
    select *
    from numbered
    where event_key in repeats
    order by
        event_id,
        arrived_at {{ direction }},
        arrival_order {{ direction }},
        row_key {{ direction }}
    limit 1 by event_id
)
{%- endmacro %}
