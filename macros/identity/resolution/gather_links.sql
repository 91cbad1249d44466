{# Put into the work which links count: `usable` (a, b, class, seen_at), and which do not: `dead` (a, b, rule).

A link is known from the best of its sources: class 0 by hand, 1 of an ordinary source, 2 and up of `low_confidence`;
and from the earliest time. Where not everything is decided anew, `scope` holds the touched components, whole: those
that a usable link reaches from them are added until none is.
#}
{% macro gather_links(work) -%}
{%- do work.update({'scope': none, 'seen': none, 'reaches_far': segflux._limits_degrees(work)}) -%}
{%- if work.is_full -%}
    {%- do segflux.judge_links(work) -%}
{%- else -%}
    {%- set state = namespace(touched=segflux._make_step(work, 'touched', segflux._touched_sql(work), 'node'), is_whole=false) -%}
    {%- for round in range(64) if not state.is_whole -%}
        {%- do segflux.widen_scope(work, state.touched) -%}
        {%- do segflux.judge_links(work) -%}
        {%- set reached = segflux._make_step(work, 'reached', segflux._reached_sql(work)) -%}
        {%- set state.is_whole = segflux.is_empty(reached) -%}
        {%- if not state.is_whole -%}
            {%- set state.touched = segflux._make_step(work, 'touched_' ~ round, 'select node from ' ~ reached
                ~ ' union distinct select node from ' ~ work.scope, 'node') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not state.is_whole -%}
        {{- exceptions.raise_compiler_error(work.tables.nodes ~ ': the touched components have no end; nothing was changed.') -}}
    {%- endif -%}
{%- endif -%}
{%- endmacro %}

{% macro _limits_degrees(work) -%}
{%- for declared in work.rules.types if declared.get('linked_to') -%}
    {{- return(true) -}}
{%- endfor -%}
{{- return(false) -}}
{%- endmacro %}

{# New and earlier rows touch their nodes; an override that came or went touches those linked to its nodes, too. #}
{% macro _touched_sql(work) -%}
select node from {{ work.tables.identifiers }} where batch > {{ work.since.identifiers_until }}
union distinct
select arrayJoin([a, b]) as node from {{ work.tables.links }} where batch > {{ work.since.links_until }}
{%- if work.changed_overrides %}
union distinct
select arrayJoin([a, b]) as node from ({{ segflux._changed_overrides_sql(work) }})
union distinct
select arrayJoin([a, b]) as node
from {{ work.tables.links }}
where a in (select arrayJoin([a, b]) from ({{ segflux._changed_overrides_sql(work) }}))
    or b in (select arrayJoin([a, b]) from ({{ segflux._changed_overrides_sql(work) }}))
{%- endif -%}
{%- endmacro %}

{% macro _reached_sql(work) -%}
select distinct arrayJoin([a, b]) as node
from {{ work.usable }}
where (a in (select node from {{ work.scope }})) != (b in (select node from {{ work.scope }}))
    and node not in (select node from {{ work.scope }})
{%- endmacro %}
