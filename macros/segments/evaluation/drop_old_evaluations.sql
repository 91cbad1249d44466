{# Drop the evaluations of segments that keep them for a while only, but for the last one that is as old as that: whoever
was in by then, or left after it, is known as before.

Four days more are kept: who asks about them may step the same months in another time zone, where the day, and so the
month, is another; three days and a clock change are the most that this makes.
#}
{% macro drop_old_evaluations(target, segments, run) -%}
    {%- set oldest = [] -%}
    {%- for segment in segments if segment.get('history') and not run.is_study -%}
        {%- set moment = segflux.resolve_instant(segment.history, run.as_of, segment.get('time_zone') or 'UTC') - 4 * 86400000 -%}
        {%- do oldest.append(
            'segment = ' ~ segflux.spelled(segment.segment) ~ ' and as_of <= ' ~ segflux.instant_at([moment, 0] | max)
        ) -%}
    {%- endfor -%}
    {%- if not oldest -%}{{ return('') }}{%- endif -%}
    {%- set old = [] -%}
    {%- for row in run_query(
        "select concat('s', segment), toUnixTimestamp64Milli(max(as_of)) from " ~ target
        ~ ' where (' ~ oldest | join(') or (') ~ ') group by segment having min(as_of) < max(as_of)'
    ).rows -%}
        {%- do old.append(
            'segment = ' ~ segflux.spelled((row[0] | string)[1:]) ~ ' and as_of < ' ~ segflux.instant_at(row[1] | int)
        ) -%}
    {%- endfor -%}
    {%- if old -%}
        {%- do run_query(
            'alter table ' ~ target ~ segflux.on_cluster() ~ ' delete where (' ~ old | join(') or (')
            ~ ') settings mutations_sync = 2'
        ) -%}
    {%- endif -%}
{%- endmacro %}
