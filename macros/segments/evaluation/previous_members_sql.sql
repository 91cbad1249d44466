{# The members at each segment's last evaluation before this one, under the numbers that profiles have now.

To be retired is another definition: who enters when that ends does so by it. With `paused`, names of segments, those
that these keep: of the last evaluation up to this instant, since one made again would otherwise lose what the first
had found.
#}
{% macro previous_members_sql(log, overrides, run, paused=none) -%}
with last_rows as (
    select
        segment,
        slice,
        as_of,
        members,
        if(status = 'retired', concat(definition_hash, ' retired'), definition_hash) as definition_hash,
        size
    from {{ log }}
    where segment != '' and (segment, as_of) in (
        select
            segment,
            max(as_of)
        from {{ log }}
        {%- if paused is none %}
        where as_of < fromUnixTimestamp64Milli({{ run.as_of }}, 'UTC')
        {%- else %}
        where as_of <= fromUnixTimestamp64Milli({{ run.as_of }}, 'UTC')
            and segment in ({{ segflux._text_list(paused) or "''" }})
        {%- endif %}
        group by segment
    )
),

renumbered as (
    {{ segflux.renumbered_members_sql('last_rows', overrides) | indent(4) }}
),

described as (
    select
        segment,
        slice,
        as_of,
        definition_hash,
        size,
        bitmapAndnot(members, members) as nobody
    from last_rows
)

select
    segment,
    slice,
    max(as_of) as previous_as_of,
    max(definition_hash) as previous_hash,
    sum(size) as previous_size,
    groupBitmapMergeState(members) as previous_members
from (
    select segment, slice, as_of, definition_hash, size, nobody as members from described
    union all
    select segment, slice, as_of, '' as definition_hash, toUInt64(0) as size, members from renumbered
)
group by
    segment,
    slice
{%- endmacro %}
