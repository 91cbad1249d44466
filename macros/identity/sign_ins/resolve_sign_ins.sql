{# Fill a table with the anonymous identifiers of known people, and when each signed in: node, before_node, signed_in_at.

Anonymous identifiers (of types that are not strong) of one profile that links among themselves connect are one anonymous
profile. It signs in when the first link from it to a strong identifier was made: by the time of the rows that show the
link, from the beginning where the link was made by hand. `before_node` names the profile of what came before. Without
`backdate_anonymous` in identity.yml, or where it is true, nobody is listed.
- `tables`: relations {identifiers, links, merged: node and profile_node of linked nodes, verdicts, applied, resolutions}
- `run`: {run_id}
#}
{% macro resolve_sign_ins(target, tables, run) -%}
{%- set prefix = segflux.scratch_name(target, run, '')[:-1] -%}
{%- set filled = prefix ~ 'filled`' -%}
{%- if segflux.identity_rules().backdate -%}
    {%- set placed, ends, labels = prefix ~ 'placed`', prefix ~ 'ends`', prefix ~ 'labels`' -%}
    {%- do segflux.scratch_as(placed, segflux._placed_sign_ins_sql(tables), 'node') -%}
    {%- do segflux.scratch_as(ends, segflux._ends_of_sign_ins_sql(tables, placed)) -%}
    {%- do segflux._contract_into(
        labels, '(select a, b from ' ~ ends ~ ' where not (is_strong_a or is_strong_b))',
        {'prefix': prefix ~ 'c_', 'order_by': 'node'}, target
    ) -%}
    {%- do segflux.scratch_as(filled, segflux._sign_ins_sql({'placed': placed, 'ends': ends, 'labels': labels}), 'node') -%}
    {%- do run_query('drop table if exists ' ~ placed ~ ', ' ~ ends ~ ', ' ~ labels ~ segflux.on_cluster()) -%}
{%- else -%}
    {%- do segflux.scratch_as(filled, segflux._no_sign_ins_sql(), 'node') -%}
{%- endif -%}
{%- do segflux.swap_in(target, filled) -%}
{%- endmacro %}

{% macro _no_sign_ins_sql() -%}
select
    toUInt64(0) as node,
    toUInt64(0) as before_node,
    fromUnixTimestamp64Milli(toInt64(0), 'UTC') as signed_in_at
where false
{%- endmacro %}

{# The identifiers of profiles that hold strong ones and others; one that is not among the merged is its own profile. #}
{% macro _placed_sign_ins_sql(tables) -%}
with linked as (
    select
        seen.node as node,
        any({{ segflux.is_strong('seen.identifier_type') }}) as is_strong,
        min(seen.first_seen_at) as seen_at,
        any(if(merged.node = 0, seen.node, merged.profile_node)) as profile_node
    from {{ tables.identifiers }} as seen
    any left join {{ tables.merged }} as merged
        on seen.node = merged.node
    where merged.node = 0 or merged.profile_node != 0
    group by seen.node
)

select
    node,
    is_strong,
    seen_at,
    profile_node
from linked
where profile_node in (
    select profile_node
    from linked
    group by profile_node
    having uniqExact(is_strong) > 1
)
{%- endmacro %}

{# The links in use that have an anonymous end. Links stored before their time was kept count from when they were stored. #}
{% macro _ends_of_sign_ins_sql(tables, placed) -%}
with told as (
    select
        a,
        b,
        if(toUnixTimestamp64Milli(linked_at) = 0, first_seen_at, linked_at) as linked_at
    from {{ tables.links }}
    where a != b
        and (a in (select node from {{ placed }} where not is_strong) or b in (select node from {{ placed }} where not is_strong))
        and (a, b) not in (
            select
                a,
                b
            from ({{ segflux.rejected_links_sql(tables.verdicts, tables.resolutions) }})
        )
    union all
    select
        least(a, b),
        greatest(a, b),
        fromUnixTimestamp64Milli(toInt64(0), 'UTC')
    from {{ tables.applied }}
    where override_action = 'merge' and a != b and resolution = (
        select max(resolution)
        from {{ tables.applied }}
        where resolution in (select resolution from {{ tables.resolutions }})
    )
),

made as (
    select
        a,
        b,
        min(told.linked_at) as made_at
    from told
    group by
        a,
        b
)

select
    made.a as a,
    made.b as b,
    made.made_at as made_at,
    first_end.is_strong as is_strong_a,
    second_end.is_strong as is_strong_b
from made
inner join {{ placed }} as first_end
    on made.a = first_end.node
inner join {{ placed }} as second_end
    on made.b = second_end.node
where first_end.profile_node = second_end.profile_node
    and not (first_end.is_strong and second_end.is_strong)
{%- endmacro %}

{% macro _sign_ins_sql(steps) -%}
with anonymous as (
    select
        placed.node as node,
        placed.seen_at as seen_at,
        if(labels.node = 0, placed.node, labels.label) as label
    from {{ steps.placed }} as placed
    any left join {{ steps.labels }} as labels
        on placed.node = labels.node
    where not placed.is_strong
),

named as (
    select
        label,
        argMin(node, (seen_at, node)) as oldest_node
    from anonymous
    group by label
),

signed_in as (
    select
        anonymous.label as label,
        min(ends.made_at) as signed_in_at
    from (
        select if(is_strong_a, b, a) as node, made_at
        from {{ steps.ends }}
        where is_strong_a or is_strong_b
    ) as ends
    inner join anonymous
        on ends.node = anonymous.node
    group by anonymous.label
)

select
    anonymous.node as node,
    {{ segflux.node_before_sign_in('named.oldest_node') }} as before_node,
    signed_in.signed_in_at as signed_in_at
from anonymous
inner join named
    on anonymous.label = named.label
inner join signed_in
    on anonymous.label = signed_in.label
{%- endmacro %}
