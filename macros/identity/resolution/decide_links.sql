{# Decide the components that break a limit link by link: `parts` (node, part) and `refused` (a, b, rule) of the work.

Links are tried in one total order: by class, by the ranks of the stronger and of the weaker type, by time, by node. One is
taken if the two groups together still meet every limit. A group only grows, so a refused link stays refused.
#}
{% macro decide_links(work) -%}
{%- set apart = segflux._make_step(work, 'apart', segflux._apart_sql(work)) -%}
{%- set sorts = segflux._make_step(work, 'sorts', segflux._sorts_sql(work), 'node') -%}
{%- set broken = segflux._make_step(work, 'broken', segflux._broken_sql(work, apart, sorts), 'label') -%}
{%- if not segflux.is_empty(broken) -%}
    {%- do work.update({'decided': segflux._make_step(work, 'decided', segflux.decided_sql(work, apart, broken))}) -%}
    {%- do work.update({'parts': segflux._make_step(work, 'parts', segflux._parts_sql(work.decided), 'node')}) -%}
{%- endif -%}
{%- do work.update({'refused': segflux._make_step(work, 'refused', segflux._refused_sql(work), '(a, b)')}) -%}
{%- endmacro %}

{# Pairs that no profile may hold both of, of one component: a, b, label, rule. #}
{% macro _apart_sql(work) -%}
{%- set pairs = [] -%}
{%- for pair in work.rules.never_merge -%}
    {%- do pairs.append('[' ~ segflux._told_identifier(pair[0]) ~ ', ' ~ segflux._told_identifier(pair[1]) ~ ']') -%}
{%- endfor -%}
with pairs as (
    select
        pair[1] as a,
        pair[2] as b,
        'never_merge' as rule
    from (
        {#- Cleaned in one place, however many pairs: the SQL that reads a telephone number is long. #}
        select arrayMap(
            identifier -> {{ segflux.node('identifier.1', segflux.cleaned_value('identifier.1', 'identifier.2')) }},
            arrayJoin(cast([{{ pairs | join(', ') }}] as Array(Array(Tuple(String, String)))))
        ) as pair
    )
    union all
    select
        a,
        b,
        'split'
    from {{ work.instructions }}
    where override_action = 'split'
)

select
    pairs.a as a,
    pairs.b as b,
    first_label.label as label,
    min(pairs.rule) as rule
from pairs
inner join {{ work.labels }} as first_label
    on pairs.a = first_label.node
inner join {{ work.labels }} as second_label
    on pairs.b = second_label.node
where pairs.a != pairs.b and first_label.label = second_label.label
group by
    a,
    b,
    label
{%- endmacro %}

{% macro _told_identifier(identifier) -%}
{{- return('(' ~ segflux.spelled(identifier['type']) ~ ', ' ~ segflux.spelled(identifier['value']) ~ ')') -}}
{%- endmacro %}

{# The limited types of labeled nodes. #}
{% macro _sorts_sql(work) -%}
{%- set names = [] -%}
{%- for declared in segflux._limited_types(work) -%}{%- do names.append(segflux.spelled(declared['type'])) -%}{%- endfor -%}
select
    node,
    any(identifier_type) as sort
from {{ work.tables.identifiers }}
where {{ 'identifier_type in (' ~ names | join(', ') ~ ')' if names else 'false' }}
    and node in (select node from {{ work.labels }})
group by node
{%- endmacro %}

{% macro _broken_sql(work, apart, sorts) -%}
{%- set over = [] -%}
{%- for declared in segflux._limited_types(work) -%}
    {%- do over.append('countIf(sorts.sort = ' ~ segflux.spelled(declared['type']) ~ ') > ' ~ declared['at_most_per_profile']) -%}
{%- endfor -%}
select label
from (
    select label from {{ apart }}
    {%- if over %}
    union all
    select labels.label
    from {{ work.labels }} as labels
    inner join {{ sorts }} as sorts
        on labels.node = sorts.node
    group by labels.label
    having {{ over | join(' or ') }}
    {%- endif %}
)
{%- if work.too_big %}
where label not in (select label from {{ work.too_big }})
{%- endif %}
group by label
{%- endmacro %}

{% macro _parts_sql(decided) -%}
select
    pair.1 as node,
    pair.2 as part
from (
    select arrayJoin(arrayZip(members, outcome.1)) as pair
    from {{ decided }}
)
{%- endmacro %}

{% macro _refused_sql(work) -%}
select
    toUInt64(0) as a,
    toUInt64(0) as b,
    '' as rule
where false
{%- if work.parts %}
union all
select
    refused.1.1,
    refused.1.2,
    {{ segflux._rule_names(work) }}[refused.2]
from (
    select arrayJoin(arrayFilter(tried -> tried.2 != 0, arrayZip(arrayMap(each -> (each.4, each.5), tries), outcome.2))) as refused
    from {{ work.decided }}
)
{%- endif %}
{%- if work.too_big %}
union all
select
    a,
    b,
    'too_big'
from {{ work.usable }}
where a in (
    select node
    from {{ work.labels }}
    where label in (select label from {{ work.too_big }})
)
{%- endif -%}
{%- endmacro %}
