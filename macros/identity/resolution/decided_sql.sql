{# The broken components, decided: label, members, tries (links in their order), outcome (part of each member, rule of each try).

One fold per component over its links, in arrays whose places stand for members. A try's rule is 0 where the link is
taken or joins what is one already, else the place of the first limit that it breaks, in the order of `_rule_names`.
#}
{% macro decided_sql(work, apart, broken) -%}
with members_of as (
    select
        labels.label as label,
        groupArray(labels.node) as members,
        groupArray(typed.sort) as sorts,
        groupArray(typed.rank) as ranks
    from {{ work.labels }} as labels
    any left join (
        select
            node,
            any(identifier_type) as sort,
            {{ segflux.identifier_rank('any(identifier_type)') }} as rank
        from {{ work.tables.identifiers }}
        where node in (select node from {{ work.labels }} where label in (select label from {{ broken }}))
        group by node
    ) as typed
        on labels.node = typed.node
    where labels.label in (select label from {{ broken }})
    group by labels.label
),

apart_in as (
    select
        label,
        groupArray((a, b, rule)) as apart
    from {{ apart }}
    group by label
),

links_in as (
    select
        labels.label as label,
        groupArray((links.class, links.seen_at, links.a, links.b)) as links
    from {{ work.usable }} as links
    inner join {{ work.labels }} as labels
        on links.a = labels.node
    where labels.label in (select label from {{ broken }})
    group by labels.label
),

placed as (
    select
        members_of.label as label,
        members_of.members as members,
        members_of.sorts as sorts,
        members_of.ranks as ranks,
        arrayMap(
            pair -> (indexOf(members_of.members, pair.1), indexOf(members_of.members, pair.2), pair.3),
            apart_in.apart
        ) as apart,
        arrayMap(
            link -> (link.1, link.2, link.3, link.4, indexOf(members_of.members, link.3), indexOf(members_of.members, link.4)),
            links_in.links
        ) as links
    from members_of
    inner join links_in
        on members_of.label = links_in.label
    any left join apart_in
        on members_of.label = apart_in.label
),

ordered as (
    select
        label,
        members,
        sorts,
        apart,
        arraySort(arrayMap(
            link -> (
                link.1,
                (least(ranks[link.5], ranks[link.6]), greatest(ranks[link.5], ranks[link.6])),
                link.2,
                link.3,
                link.4,
                link.5,
                link.6
            ),
            links
        )) as tries
    from placed
)

select
    label,
    members,
    tries,
    arrayFold(
        (state, tried) -> if(
            state.1[tried.6] = state.1[tried.7],
            (state.1, arrayPushBack(state.2, toUInt8(0))),
            arrayMap(
                broken_rule -> (
                    if(
                        broken_rule = 0,
                        arrayMap(part -> if(part = state.1[tried.7], state.1[tried.6], part), state.1),
                        state.1
                    ),
                    arrayPushBack(state.2, broken_rule)
                ),
                [{{ segflux._broken_rule(work) }}]
            )[1]
        ),
        tries,
        (arrayMap(place -> toUInt32(place), arrayEnumerate(members)), cast([] as Array(UInt8)))
    ) as outcome
from ordered
{%- endmacro %}

{# The place of the first limit that the two groups of a try break together, 0 for none. #}
{% macro _broken_rule(work) -%}
{%- set tests = [] -%}
{%- for declared in segflux._limited_types(work) -%}
    {%- do tests.append(
        "arrayCount((part, sort) -> part in_either and sort = " ~ segflux.spelled(declared['type'])
        ~ ", state.1, sorts) > " ~ declared['at_most_per_profile'] ~ ', toUInt8(' ~ loop.index ~ ')'
    ) -%}
{%- endfor -%}
{%- set limits = segflux._limited_types(work) | length -%}
{%- for rule in ['never_merge', 'split'] -%}
    {%- do tests.append(
        "arrayExists(pair -> pair.3 = '" ~ rule ~ "' and (state.1[pair.1] = state.1[tried.6] and state.1[pair.2] = state.1[tried.7]"
        ~ " or state.1[pair.1] = state.1[tried.7] and state.1[pair.2] = state.1[tried.6]), apart), toUInt8("
        ~ (limits + loop.index) ~ ')'
    ) -%}
{%- endfor -%}
{{- return(
    'multiIf(' ~ tests | join(', ') | replace('part in_either', '(part = state.1[tried.6] or part = state.1[tried.7])')
    ~ ', toUInt8(0))'
) -}}
{%- endmacro %}

{% macro _rule_names(work) -%}
{%- set names = [] -%}
{%- for declared in segflux._limited_types(work) -%}
    {%- do names.append(segflux.spelled('at_most_per_profile ' ~ declared['type'])) -%}
{%- endfor -%}
{{- return('[' ~ names | join(', ') ~ (', ' if names else '') ~ "'never_merge', 'split']") -}}
{%- endmacro %}
