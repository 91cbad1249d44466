{# Put into the work its `usable` and `dead` links, those with an end in its scope: ignored values and degree rules decide. #}
{% macro judge_links(work) -%}
{%- do work.update({'only_adds': segflux.only_adds(work)}) -%}
{%- if work.only_adds -%}
    {%- do work.update({
        'usable': segflux._make_step(work, 'usable', segflux.standing_links_sql(work)), 'dead': none,
        'blocked': none, 'has_blocked': false,
    }) -%}
{%- else -%}
    {%- do segflux._judge_each(work) -%}
{%- endif -%}
{%- endmacro %}

{% macro _judge_each(work) -%}
{%- set has_merges = segflux._has_instructions(work, 'merge') -%}
{%- set fetched = segflux._fetched_links(work) -%}
{%- set among = 'select arrayJoin([a, b]) from ' ~ fetched ~ ' union distinct select node from ' ~ (work.scope or '') -%}
{%- set blocked = segflux._make_step(work, 'blocked', segflux._blocked_sql(work, among), 'node') -%}
{%- set has_blocked = not segflux.is_empty(blocked) -%}
{%- set is_plain = not (has_merges or has_blocked or work.reaches_far or segflux.limits_groups(work)) -%}
{%- do work.update({'blocked': blocked, 'has_blocked': has_blocked}) -%}
{%- if is_plain -%}
    {%- do work.update({'usable': fetched, 'dead': none}) -%}
{%- else -%}
    {%- set known = segflux._make_step(work, 'known', segflux._known_links_sql(work, fetched, has_merges), '(a, b)') -%}
    {%- set dead = segflux._make_step(work, 'dead', segflux._dead_links_sql(work, known), '(a, b)') -%}
    {%- do work.update({
        'dead': dead, 'usable': segflux._make_step(work, 'usable', segflux._usable_sql(work, known, dead), '(a, b)')
    }) -%}
{%- endif -%}
{%- endmacro %}

{% macro _has_instructions(work, override_action=none) -%}
{%- set said = " where override_action = '" ~ override_action ~ "'" if override_action else '' -%}
{{- return(not segflux.is_empty(work.instructions ~ said)) -}}
{%- endmacro %}

{# All links, or those that have to do with the scope; with those of its neighbors where their number decides. #}
{% macro _fetched_links(work) -%}
{%- set links, scope = work.tables.links, work.scope -%}
{%- if not scope -%}
    {{- return(links) -}}
{%- endif -%}
{%- set reach = scope -%}
{%- if work.reaches_far -%}
    {%- set reach = segflux._make_step(work, 'reach', 'select node from ' ~ scope ~ ' union distinct select arrayJoin([a, b]) from '
        ~ links ~ ' where a in (select node from ' ~ scope ~ ') or b in (select node from ' ~ scope ~ ')', 'node') -%}
{%- endif -%}
{{- return(segflux._make_step(work, 'fetched', 'select a, b, source, first_seen_at from ' ~ links
    ~ ' where a in (select node from ' ~ reach ~ ') or b in (select node from ' ~ reach ~ ')')) -}}
{%- endmacro %}

{# A batch finds ignored values among its own rows and those that an earlier resolution ignored; if the ones of overrides changed, anywhere. #}
{% macro _blocked_sql(work, among) -%}
{%- set is_blocked = segflux.is_blocked('identifier_type', 'identifier_value') -%}
{%- if not work.scope -%}
select node from {{ work.tables.identifiers }} where {{ is_blocked }}
{%- elif work.changed_overrides -%}
select node from {{ work.tables.identifiers }} where node in ({{ among }}) and {{ is_blocked }}
{%- else -%}
select node
from {{ work.tables.identifiers }}
where batch > {{ work.since.identifiers_until }} and {{ is_blocked }}
union distinct
select node
from ({{ segflux.resolved_nodes_sql(
    work.tables.nodes, work.tables.resolutions, 'node in (select node from ' ~ work.tables.nodes ~ ' where profile_node = 0)'
) }})
where profile_node = 0 and node in ({{ among }})
{%- endif %}
union distinct
select a
from {{ work.instructions }}
where override_action = 'block'
{%- endmacro %}

{% macro _known_links_sql(work, fetched, has_merges) -%}
{%- set classes = [] -%}
{%- for source in work.rules.low_confidence -%}
    {%- do classes.append('source = ' ~ segflux.spelled(source) ~ ', ' ~ (loop.index + 1)) -%}
{%- endfor -%}
select
    a,
    b,
    toUInt16(min(class)) as class,
    min(first_seen_at) as seen_at
from (
    select
        least(links.a, links.b) as a,
        greatest(links.a, links.b) as b,
        {{ 'multiIf(' ~ classes | join(', ') ~ ', 1)' if classes else '1' }} as class,
        first_seen_at
    from {{ fetched }} as links
    {%- if has_merges %}
    union all
    select
        least(made.a, made.b),
        greatest(made.a, made.b),
        0,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC')
    from {{ work.instructions }} as made
    where override_action = 'merge'
        and made.a in ({{ segflux._stored_among(work, 'a') }})
        and made.b in ({{ segflux._stored_among(work, 'b') }})
    {%- endif %}
)
where a != b
group by
    a,
    b
{%- endmacro %}

{# An override that names what nobody ever saw changes nothing. #}
{% macro _stored_among(work, side) -%}
select node from {{ work.tables.identifiers }} where node in (select {{ side }} from {{ work.instructions }})
{%- endmacro %}

{% macro _dead_links_sql(work, known) -%}
{%- set selects = [] -%}
{%- for declared in work.rules.types -%}
    {%- for limit in declared.get('linked_to') or [] -%}
        {%- do selects.append(segflux._over_degree_sql(work, known, declared['type'], limit)) -%}
    {%- endfor -%}
{%- endfor -%}
select
    a,
    b,
    'ignored' as rule
from {{ known }}
where a in (select node from {{ work.blocked }}) or b in (select node from {{ work.blocked }})
{%- if selects %}
union all
select
    a,
    b,
    min(degree_rule)
from ({{ selects | join(' union all ') }})
group by
    a,
    b
{%- endif -%}
{%- endmacro %}

{# Links made by hand are neither counted nor dropped. #}
{% macro _over_degree_sql(work, known, type, limit) -%}
select
    a,
    b,
    {{ segflux.spelled('linked_to ' ~ type ~ ' ' ~ limit['type']) }} as degree_rule
from (
    select
        a,
        b,
        {{ 'row_number() over (partition by ends.1 order by seen_at, ends.2)' if limit.beyond == 'keep_first'
            else 'count() over (partition by ends.1)' }} as place
    from (
        select
            a,
            b,
            seen_at,
            arrayJoin([(a, b), (b, a)]) as ends
        from {{ known }}
        where class != 0
            and a not in (select node from {{ work.blocked }})
            and b not in (select node from {{ work.blocked }})
    )
    where ends.1 in ({{ segflux._nodes_of_type(work, known, type) }})
        and ends.2 in ({{ segflux._nodes_of_type(work, known, limit['type']) }})
)
where place > {{ limit.at_most }}
{%- endmacro %}

{% macro _nodes_of_type(work, known, type) -%}
select node
from {{ work.tables.identifiers }}
where identifier_type = {{ segflux.spelled(type) }}
{%- if work.scope %} and node in (select arrayJoin([a, b]) from {{ known }}){% endif -%}
{%- endmacro %}

{% macro _usable_sql(work, known, dead) -%}
select
    links.a as a,
    links.b as b,
    links.class as class,
    links.seen_at as seen_at
from {{ known }} as links
left anti join {{ dead }} as dropped
    on links.a = dropped.a and links.b = dropped.b
{%- if work.scope %}
where links.a in (select node from {{ work.scope }}) or links.b in (select node from {{ work.scope }})
{%- endif -%}
{%- endmacro %}
