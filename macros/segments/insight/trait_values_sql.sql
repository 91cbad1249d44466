{# The values of each trait that are worth a row: up to ten common ones, or five bands of a number or a time.

Bands are fifths of all who have a value, their edges rounded as a person would. A value that fewer than `least` people
hold is told with the others, so that nobody is recognized by it.
#}
{% macro trait_values_sql(held, least) -%}
with texts as (
    select
        trait,
        assumeNotNull(text) as said,
        sum(bitmapCardinality(members)) as people,
        if(match(said, '^[+-]?[0-9.]'), toFloat64OrNull(said), null) as number,
        if(
            match(said, '^[0-9]{4}-[0-9]{2}-[0-9]{2}'),
            toFloat64(toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(said, 3, 'UTC'))) / 1000, null
        ) as seconds
    from {{ held }}
    where text is not null
    group by
        trait,
        said
),

measured as (
    select
        trait,
        count() as distinct_count,
        sum(people) as total,
        sumIf(people, number is not null) / total as number_share,
        sumIf(people, seconds is not null) / total as time_share,
        countIf(number != floor(number)) = 0 as is_whole,
        quantilesExactWeighted(0.2, 0.4, 0.6, 0.8)(ifNull(number, 0), if(number is null, 0, people))
        as number_fifths,
        quantilesExactWeighted(0.2, 0.4, 0.6, 0.8)(ifNull(seconds, 0), if(seconds is null, 0, people))
        as time_fifths
    from texts
    group by trait
),

judged as (
    select
        trait,
        is_whole,
        multiIf(
            distinct_count <= 12, 'value', number_share >= 0.95, 'number', time_share >= 0.95, 'time', 'value'
        ) as shape,
        number_share >= 0.95 as is_number,
        pow(10, floor(log10(greatest(number_fifths[4] - number_fifths[1], 1e-9))) - 1) as step,
        multiIf(
            time_fifths[4] - time_fifths[1] > 4 * 31557600, 'year',
            time_fifths[4] - time_fifths[1] > 10368000, 'month',
            'day'
        ) as unit,
        arrayDistinct(if(
            shape = 'time',
            arrayMap(fifth -> {{ segflux._rounded_time('fifth', 'unit') }}, time_fifths),
            arrayMap(fifth -> {{ segflux._rounded_number('fifth', 'step') }}, number_fifths)
        )) as edges
    from measured
),

placed as (
    select
        texts.trait as trait,
        texts.said as said,
        texts.people as people,
        judged.shape as shape,
        judged.is_number as is_number,
        judged.is_whole as is_whole,
        judged.unit as unit,
        judged.edges as edges,
        if(judged.shape = 'time', texts.seconds, texts.number) as measure,
        judged.shape != 'value' and measure is not null as is_banded,
        arrayCount(edge -> edge <= ifNull(measure, 0), edges) as band,
        row_number() over (
            partition by texts.trait order by texts.people desc, texts.said
        ) as rank
    from texts
    inner join judged
        on texts.trait = judged.trait
),

labelled as (
    select
        trait,
        said,
        multiIf(
            is_banded, 'band',
            shape = 'value' and rank <= 10 + 2 * is_number and people >= {{ least }}, 'value',
            'other'
        ) as kind,
        multiIf(kind = 'band', {{ segflux._band_label() }}, kind = 'value', said, '') as value,
        multiIf(
            kind = 'band', toFloat64(band), kind = 'other', 1e300, is_number, ifNull(measure, 1e299), toFloat64(rank)
        ) as sorted_by
    from placed
),

ordered as (
    select
        *,
        toUInt16(dense_rank() over (partition by trait order by sorted_by, value)) as place
    from labelled
),

shown as (
    select
        held.trait as trait,
        if(held.text is null, toUInt16(65535), ordered.place) as place,
        if(held.text is null, 'missing', ordered.kind) as kind,
        ordered.value as value,
        held.slice as slice,
        held.members as members
    from {{ held }} as held
    any left join ordered
        on held.trait = ordered.trait and ifNull(held.text, '') = ordered.said
)

select
    trait,
    place,
    kind,
    if(kind = 'missing', '', value) as value,
    slice,
    groupBitmapMergeState(members) as members
from shown
group by
    trait,
    place,
    kind,
    value,
    slice
{%- endmacro %}

{# Two digits of the distance between the fifths, or of the number itself where that is finer. #}
{% macro _rounded_number(number, step) -%}
{%- set own = 'pow(10, floor(log10(greatest(abs(' ~ number ~ '), 1e-9))) - 1)' -%}
round(round({{ number }} / least({{ step }}, {{ own }})) * least({{ step }}, {{ own }}), 9)
{%- endmacro %}

{# Seconds since 1970 at the start of the day, month or year. #}
{% macro _rounded_time(seconds, unit) -%}
{%- set day = 'toDate32(' ~ segflux._moment(seconds) ~ ')' -%}
toFloat64(toInt32(makeDate32(
    toYear({{ day }}), if({{ unit }} = 'year', 1, toMonth({{ day }})), if({{ unit }} = 'day', toDayOfMonth({{ day }}), 1)
))) * 86400
{%- endmacro %}

{% macro _moment(seconds) -%}
fromUnixTimestamp64Milli(toInt64(least(greatest({{ seconds }}, toFloat64(-2208988800)), toFloat64(10413791999)) * 1000), 'UTC')
{%- endmacro %}

{# `under 20`, `20 to 29`, `40 or more`; of times `before 1980`, `1980 to before 1990`, `1990 or later`. #}
{% macro _band_label() -%}
multiIf(
    empty(edges), 'any',
    band = 0, concat(if(shape = 'time', 'before ', 'under '), {{ segflux._edge('edges[1]') }}),
    band = length(edges), concat({{ segflux._edge('edges[-1]') }}, if(shape = 'time', ' or later', ' or more')),
    shape = 'number' and is_whole and edges[band + 1] - edges[band] = 1, {{ segflux._edge('edges[band]') }},
    shape = 'number' and is_whole,
    concat({{ segflux._edge('edges[band]') }}, ' to ', {{ segflux._edge('edges[band + 1] - 1') }}),
    concat({{ segflux._edge('edges[band]') }}, if(shape = 'time', ' to before ', ' to under '), {{ segflux._edge('edges[band + 1]') }})
)
{%- endmacro %}

{% macro _edge(edge) -%}
multiIf(
    shape != 'time', toString({{ edge }}),
    unit = 'year', formatDateTime({{ segflux._moment(edge) }}, '%Y'),
    unit = 'month', formatDateTime({{ segflux._moment(edge) }}, '%Y-%m'),
    formatDateTime({{ segflux._moment(edge) }}, '%Y-%m-%d')
)
{%- endmacro %}
