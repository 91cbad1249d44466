{# Fill a table with the sets of identifiers on the rows that arrived since the last load of identities.

Every declared source leaves one row without identifiers, the mark that `identity_loads` keeps once all of it is stored.
`sources` is what `declared_sources` gives, of all shapes; `loads` is the log of earlier loads or none.
#}
{% macro load_sightings(target, sources, loads, run) -%}
{%- set scratch = segflux.scratch_name(target, run, 'sighted') -%}
{%- do run_query('create or replace table ' ~ scratch ~ segflux.on_cluster() ~ ' ' ~ segflux._sightings_columns()) -%}
{%- set knows_states = loads and 'mapping' in run_query('describe table ' ~ loads).rows | map(attribute=0) -%}
{%- for source in sources -%}
    {%- set state = segflux.source_state(source) -%}
    {%- set before = segflux.last_state(loads, source.source, source.shape) if knows_states else none -%}
    {%- set mark = none if segflux.why_anew(source, state, before)
        else segflux.last_mark(loads, source.source, source.shape, run.started_at) -%}
    {%- do run_query('insert into ' ~ scratch ~ ' ' ~ segflux._sightings_sql(source, mark, run, state)) -%}
{%- endfor -%}
{%- do segflux.swap_in(target, scratch) -%}
{%- endmacro %}

{% macro _sightings_columns() -%}
(
    source String,
    shape String,
    arrived_until DateTime64(3, 'UTC'),
    mapping String,
    source_columns String,
    nodes Array(UInt64),
    identifiers Array(Tuple(identifier_type String, identifier_value String)),
    first_seen_at DateTime64(3, 'UTC'),
    linked_at DateTime64(3, 'UTC'),
    self_links UInt64
)
engine = {{ segflux.table_engine() }} order by tuple()
{%- endmacro %}

{% macro _sightings_sql(source, mark, run, state) -%}
{%- set started_at = "fromUnixTimestamp64Milli(toInt64(" ~ run.started_at ~ "), 'UTC')" -%}
{%- set rejection = segflux.rejection_of(
    source.shape, 'cleaned', source.look_back_seconds is none, run.started_at
) -%}
with cleaned_rows as (
    select
        first_seen_at,
        occurred_at,
        identifiers,
        {{ segflux.cleaned_identifiers('identifiers') }} as cleaned
    from {{ source.relation }}
    where {{ segflux.window_of(source, mark, run.started_at) }}
        and {{ rejection }} = ''
),

sighted as (
    select
        {{ segflux.without_forgotten('cleaned') }} as kept,
        min(coalesce(first_seen_at, {{ started_at }})) as seen_at,
        min(coalesce(occurred_at, first_seen_at, {{ started_at }})) as made_at,
        {{ segflux._self_links_sql(source.shape) }} as self_link_count
    from cleaned_rows
    group by kept
)

select
    {{ segflux.spelled(source.source) }},
    {{ segflux.spelled(source.shape) }},
    {{ started_at }},
    '',
    '',
    {{ segflux.nodes_of('kept') }},
    kept,
    seen_at,
    made_at,
    self_link_count
from sighted
union all
select
    {{ segflux.spelled(source.source) }},
    {{ segflux.spelled(source.shape) }},
    {{ started_at }},
    {{ segflux.spelled(state.mapping) }},
    {{ segflux.spelled(state.columns) }},
    [],
    [],
    {{ started_at }},
    {{ started_at }},
    toUInt64(0)
{%- endmacro %}

{# Rows that link an identifier with itself; in other shapes an identifier that stands twice is no link. #}
{% macro _self_links_sql(shape) -%}
{%- if shape != 'identifiers' -%}
    {{- return('toUInt64(0)') -}}
{%- endif -%}
countIf(
    arrayCount(identifier -> not {{ segflux.is_blocked('identifier.1', 'identifier.2') }}, identifiers) > length(cleaned)
)
{%- endmacro %}
