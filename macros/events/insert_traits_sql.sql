{# Insert what is not stored yet of the chosen rows: one row per trait and the marker.

What is stored is compared row by row and trait by trait, because a failed insert may have left a part of a row's traits.
A trait without a name can't be asked for; of two of one name the last one counts.
#}
{% macro insert_traits_sql(target, chosen, source) -%}
insert into {{ target }} (
    source, shape, row_key, trait, profile_number, node, occurred_at, arrived_at, arrival_order, value,
    value_text, value_number, mutable_key
)
{{ segflux.shard_settings() }}
with pairs as (
    select
        * except (document),
        arrayJoin(arrayPushFront(
            {{ segflux.pairs_in('document') }},
            ('', {{ segflux.spelled({'traits': '"trait"', 'records': '"record"', 'entities': '"entity"'}.get(source.shape, '"link"')) }})
        )) as pair
    from {{ chosen }}
),

stored as (
    select
        row_key,
        trait
    from {{ target }}
    where source = {{ segflux.spelled(source.source) }} and row_key {{ segflux.global_in() }} (select row_key from {{ chosen }})
)

select
    {{ segflux.spelled(source.source) }},
    {{ segflux.spelled(source.shape) }},
    row_key,
    pair.1,
    profile_number,
    node,
    happened_at,
    arrived_at,
    arrival_order,
    pair.2,
    {{ segflux.text_of('pair.2') }},
    {{ segflux.number_of('pair.2') }},
    mutable_key
from pairs
where (row_key, pair.1) not in stored
{%- endmacro %}
