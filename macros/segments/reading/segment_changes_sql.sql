{# Who entered and who left at each evaluation, and why. #}
{% macro segment_changes_sql(bitmaps, numbers) -%}
with moves as (
    select
        segment,
        as_of,
        run_id,
        cause,
        merged,
        arrayJoin([
            ('entered', bitmapToArray(entered)),
            ('left', bitmapToArray(departed))
        ]) as move
    from {{ bitmaps }}
    where segment != ''
),

changes as (
    select
        segment,
        move.1 as change,
        as_of,
        run_id,
        arrayJoin(move.2) as number,
        if(cause = 'data' and bitmapContains(merged, number), 'identity', cause) as reason
    from moves
),

final as (
    select
        changes.segment as segment,
        numbers.profile_id as profile_id,
        changes.change as change,
        changes.as_of as changed_at,
        changes.run_id as run_id,
        changes.reason as cause
    from changes
    inner join {{ numbers }} as numbers
        on changes.number = numbers.profile_number
)

select * from final
{%- endmacro %}
