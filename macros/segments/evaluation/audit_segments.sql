{# Judge the sizes of a candidate: warn of what is out of bounds, and stop the build where a segment says `fail_build`.

Only live segments are judged. A candidate that is stopped leaves all tables as they were.
#}
{% macro audit_segments(candidate, evaluated) -%}
    {%- set stopping = [] -%}
    {%- for row in run_query(segflux._out_of_bounds_sql(candidate, evaluated)).rows -%}
        {%- set message = (row[0] | string)[1:] ~ ': ' ~ row[1] -%}
        {%- if row[2] | int -%}{%- do stopping.append(message) -%}{%- endif -%}
        {%- do log('segment ' ~ message, info=true) -%}
    {%- endfor -%}
    {%- if stopping -%}
        {{ exceptions.raise_compiler_error(
            'No members were published, because of the size of ' ~ stopping | length ~ ' segment(s):\n'
            ~ stopping | join('\n')
            ~ '\nChange `who` or `size` in its file, or say `otherwise: warn`; the last good members stay.'
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _out_of_bounds_sql(candidate, evaluated) -%}
with sizes as (
    select
        segment,
        sum(size) as whole_size,
        sum(base_size) as whole_base,
        sum(previous_size) as before,
        max(as_of) as at,
        max(previous_as_of) as before_at,
        any(verdict) as judged
    from {{ candidate }}
    where segment != '' and status = 'live'
    group by segment
),

bounds as (
    select
        segment,
        any(otherwise) as otherwise,
        ceil(max(greatest(minimum, 0))) as least_people,
        any(minimum_share) as least_share,
        any(maximum) as most_people,
        any(maximum_share) as most_share,
        any(moves_at_most) as moves_at_most
    from {{ evaluated }}
    group by segment
),

judged as (
    select
        sizes.*,
        bounds.*,
        ceil(greatest(bounds.least_people, bounds.least_share * sizes.whole_base)) as least,
        floor(least(bounds.most_people, bounds.most_share * sizes.whole_base)) as most,
        abs(toInt64(sizes.whole_size) - toInt64(sizes.before)) / greatest(sizes.before, 1)
        / greatest(ifNull(dateDiff('millisecond', sizes.before_at, sizes.at), 0) / 86400000, 1) as moved,
        isNotNull(sizes.before_at) and moved > bounds.moves_at_most as moves_too_much
    from sizes
    inner join bounds
        on sizes.segment = bounds.segment
)

select
    concat('s', segment),
    concat(
        toString(whole_size), ' of ', toString(whole_base), ' people; allowed are ',
        multiIf(
            judged = 'too_small', concat('at least ', toString(least)),
            judged = 'too_broad', concat('at most ', toString(most)),
            concat(
                'moves of ', toString(round(moves_at_most * 100, 2)), '% a day from ', toString(before),
                ', it moved ', toString(round(moved * 100, 2)), '%'
            )
        )
    ),
    toUInt8(otherwise = 'fail_build')
from judged
where judged != 'actionable' or moves_too_much
order by segment
{%- endmacro %}
