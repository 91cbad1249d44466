{# The rows of one source of traits or links, with the reason why one can't be used. #}
{% macro arrived_traits_sql(source, window, run) -%}
{%- set has_traits = source.shape != 'identifiers' -%}
with cleaned_rows as (
    select
        occurred_at,
        arrived_at,
        arrival_order,
        {{ 'traits' if has_traits else "'{}' as traits" }},
        {{ segflux.cleaned_identifiers('identifiers') }} as cleaned,
        {{ segflux.rejection_of(source.shape, 'cleaned', source.look_back_seconds is none, run.started_at) }} as reason
    from {{ source.relation }}
    where {{ window }}
),

keyed as (
    select
        *,
        {{ segflux.nodes_of('cleaned') }} as nodes
    from cleaned_rows
)

select
    sipHash64(
        {{ segflux.spelled(source.shape) }},
        nodes,
        coalesce(toUnixTimestamp64Milli(occurred_at), -9223372036854775808),
        toUnixTimestamp64Milli(arrived_at),
        arrival_order,
        traits
    ) as row_key,
    occurred_at as read_at,
    arrived_at,
    arrival_order,
    nodes[1] as node,
    if(reason = '', {{ segflux.whole_integers('traits') }}, '') as document,
    reason
from keyed
{%- endmacro %}
