{# The rows of one source of traits or links, with the reason why one can't be used.

`mutable_key` is 0 of rows that have no versions.
#}
{% macro arrived_traits_sql(source, window, run) -%}
{%- set has_traits = source.shape != 'identifiers' -%}
{%- set key = segflux.hashed_key() if segflux.is_keyed(source) else 'toUInt64(0)' -%}
with cleaned_rows as (
    select
        occurred_at,
        arrived_at,
        arrival_order,
        {{ 'traits' if has_traits else "'{}' as traits" }},
        {{ key }} as key_of_versions,
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
    key_of_versions as mutable_key,
    {{ segflux.node_of_row('cleaned') }} as node,
    if(reason = '', {{ segflux.whole_integers('traits') }}, '') as document,
    reason
from keyed
{%- endmacro %}
