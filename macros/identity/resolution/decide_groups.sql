{# Put into the work its `groups` (node, component, part, seen_at): nodes of one component and part are one person; none where no component is parted.

Components are contracted from the usable links. One that is too big falls apart whole; one that breaks a limit is
decided by `decide_links`. `refused` (a, b, rule) are the links that this leaves out, none without such rules.
#}
{% macro decide_groups(work) -%}
{%- set labels = segflux._step(work, 'labels') -%}
{%- do segflux._contract_into(labels, work.usable, {
    'prefix': segflux._step(work, 'c_')[:-1], 'order_by': 'node', 'is_small': work.is_small,
}, work.tables.nodes) -%}
{%- do work.steps.append(labels) -%}
{%- do work.update({'labels': labels, 'parts': none, 'refused': none, 'too_big': none}) -%}
{%- if segflux.limits_groups(work) and not segflux.is_empty(labels) -%}
    {%- if work.rules.too_big -%}
        {%- do work.update({'too_big': segflux._make_step(work, 'too_big', segflux._too_big_sql(work), 'label')}) -%}
    {%- endif -%}
    {%- do segflux.decide_links(work) -%}
{%- endif -%}
{%- do work.update({'groups': segflux._make_step(work, 'groups', segflux._groups_sql(work), '(component, part)')
    if work.parts or work.too_big else none}) -%}
{%- endmacro %}

{% macro _too_big_sql(work) -%}
select label
from {{ work.labels }}
group by label
having count() > {{ work.rules.too_big }}
{%- endmacro %}

{# Every part of a component that is too big is one node, which names it. #}
{% macro _groups_sql(work) -%}
select
    labels.node as node,
    labels.label as component,
    {% if work.too_big -%}
    multiIf(
        labels.label in (select label from {{ work.too_big }}), labels.node,
        {{ 'toUInt64(parts.part)' if work.parts else 'toUInt64(0)' }}
    ) as part,
    {%- else -%}
    {{ 'toUInt64(parts.part)' if work.parts else 'toUInt64(0)' }} as part,
    {%- endif %}
    seen.seen_at as seen_at
from {{ work.labels }} as labels
{%- if work.parts %}
any left join {{ work.parts }} as parts
    on labels.node = parts.node
{%- endif %}
any left join (
    select
        node,
        min(first_seen_at) as seen_at
    from {{ work.seen or work.tables.identifiers }}
    group by node
) as seen
    on labels.node = seen.node
{%- endmacro %}
