{# How the members of each segment spread over the values of each trait, beside the segment's base.

`tables`: {bitmaps, segments, traits, leaves}, relations. Segments of fewer than `least` members are left out: their
breakdown would tell what single people are.
#}
{% macro breakdowns_sql(tables, declared, least) -%}
with latest as (
    {{ segflux.latest_bitmaps_sql(tables.bitmaps, tables.segments) }}
),

bases as (
    {{ segflux.segment_bases_sql(tables.leaves, declared) }}
),

placed as (
    select
        latest.segment as segment,
        latest.as_of as as_of,
        latest.slice as slice,
        latest.members as members,
        latest.segment_size as segment_size,
        bases.base_members as base_members
    from latest
    inner join bases
        on latest.slice = bases.slice
    where has(bases.base_of, latest.segment) and latest.segment_size >= {{ least }}
),

trait_values as (
    select
        slice,
        groupArray((trait, place, kind, value, members)) as held
    from {{ tables.traits }}
    group by slice
),

counted as (
    select
        placed.segment as segment,
        placed.as_of as as_of,
        placed.segment_size as segment_size,
        one.1 as trait,
        one.2 as place,
        one.3 as kind,
        one.4 as value,
        sum(bitmapAndCardinality(placed.members, one.5)) as in_segment,
        sum(bitmapAndCardinality(placed.base_members, one.5)) as in_base
    from placed
    inner join trait_values
        on placed.slice = trait_values.slice
    array join trait_values.held as one
    group by
        segment,
        as_of,
        segment_size,
        trait,
        place,
        kind,
        value
),

base_sizes as (
    select
        segment,
        sum(bitmapCardinality(base_members)) as base_size
    from placed
    group by segment
),

final as (
    select
        counted.segment as segment,
        counted.as_of as as_of,
        counted.trait as trait,
        counted.place as place,
        counted.kind as kind,
        counted.value as value,
        counted.in_segment as segment_count,
        counted.in_base as base_count,
        counted.segment_size as segment_size,
        base_sizes.base_size as base_size,
        counted.in_segment / counted.segment_size as segment_share,
        counted.in_base / nullIf(base_sizes.base_size, 0) as base_share,
        100 * segment_share / nullIf(base_share, 0) as index
    from counted
    inner join base_sizes
        on counted.segment = base_sizes.segment
)

select * from final
{%- endmacro %}
