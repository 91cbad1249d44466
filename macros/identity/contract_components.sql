{# Label every node of a graph with its component, by contraction until nothing is left to contract; raises when it does not end.

`links` is a relation or a subquery in brackets with the columns a and b; `target` gets the columns node and label.
Each round, every node that has a smaller neighbor joins the smallest, those joins are followed to their ends, and
what a node had besides is linked among itself, each to the smallest (the small-star of Kiveris et al., Connected
components in MapReduce and beyond, 2014). A node that brought links along is gone in the next round, and of its
neighbors at most one is left by the one after: two rounds leave at most half of the nodes, so 64 rounds are enough
for any graph of four billion. Scratch tables instead of common table expressions, because the engine runs those
again at every mention.
#}
{% macro contract_components(links, target, run, order_by='node') -%}
{%- set prefix = segflux.scratch_name(target, run, '')[:-1] -%}
{%- set rounds = segflux._contract_into(prefix ~ 'labels`', links, {'prefix': prefix, 'order_by': order_by}, target) -%}
{%- do segflux.swap_in(target, prefix ~ 'labels`') -%}
{{- return(rounds) -}}
{%- endmacro %}

{# Make the table `labels`, in rounds; gives their number.

`options`: {prefix: of the names of scratch tables, order_by: of the labels, is_small: whether the graph is}
#}
{% macro _contract_into(labels, links, options, what) -%}
{%- set prefix, is_small = options.prefix, options.get('is_small', false) -%}
{%- do segflux.scratch_as(prefix ~ 'links_0`', segflux._first_links_sql(links), is_small=is_small) -%}
{%- set contraction = namespace(rounds=0, is_done=segflux.is_empty(prefix ~ 'links_0`')) -%}
{%- for round in range(64) if not contraction.is_done -%}
    {%- do segflux._contract_once(prefix, round, is_small) -%}
    {%- set contraction.rounds = round + 1 -%}
    {%- set contraction.is_done = segflux.is_empty(prefix ~ 'links_' ~ (round + 1) ~ '`') -%}
{%- endfor -%}
{%- if not contraction.is_done -%}
    {{- exceptions.raise_compiler_error(what ~ ' did not converge in 64 rounds; nothing was changed.') -}}
{%- endif -%}
{%- do segflux._compose_labels(labels, options, contraction.rounds) -%}
{%- do segflux._drop_rounds(prefix, contraction.rounds) -%}
{{- return(contraction.rounds) -}}
{%- endmacro %}

{# A link that is there twice does no harm. #}
{% macro _first_links_sql(links) -%}
select
    toUInt64(least(a, b)) as low,
    toUInt64(greatest(a, b)) as high
from {{ links }}
where a != b
{%- endmacro %}

{# One round: links_<n> becomes joined_<n> (node, joined), the nodes that are gone, and links_<n + 1>. #}
{% macro _contract_once(prefix, round, is_small) -%}
{%- set links, joined, next = prefix ~ 'links_' ~ round ~ '`', prefix ~ 'joined_' ~ round ~ '`', prefix ~ 'next`' -%}
{%- do segflux.scratch_as(prefix ~ 'smallest`', segflux._smallest_neighbor_sql(links), is_small=is_small) -%}
{%- do segflux.scratch_as(joined, segflux._first_hop_sql(prefix ~ 'smallest`'), is_small=is_small) -%}
{%- set state = namespace(goes_on=segflux._has_ways_to_go(joined)) -%}
{#- A way of any length ends after as many hops as its length has binary digits. -#}
{%- for hop in range(64) if state.goes_on -%}
    {%- do segflux.scratch_as(next, segflux._hop_sql(joined), is_small=is_small) -%}
    {%- do run_query('exchange tables ' ~ next ~ ' and ' ~ joined ~ segflux.on_cluster()) -%}
    {%- set state.goes_on = segflux._has_ways_to_go(joined) -%}
{%- endfor -%}
{%- do segflux.scratch_as(prefix ~ 'besides`', segflux._besides_sql(links, prefix ~ 'smallest`'), is_small=is_small) -%}
{%- do segflux.scratch_as(
    prefix ~ 'links_' ~ (round + 1) ~ '`', segflux._next_links_sql(prefix ~ 'besides`', joined), is_small=is_small
) -%}
{%- do run_query('drop table ' ~ links ~ segflux.on_cluster()) -%}
{%- endmacro %}

{% macro _smallest_neighbor_sql(links) -%}
select
    high as node,
    min(low) as smallest,
    max(low) > smallest as has_more
from {{ links }}
group by high
{%- endmacro %}

{# The smallest neighbor of the smallest neighbor, where that one is gone as well: the way may go on from there. #}
{% macro _first_hop_sql(smallest) -%}
select
    own.node as node,
    if(next.node = 0, own.smallest, next.smallest) as joined,
    next.node != 0 as is_on_its_way
from {{ smallest }} as own
any left join {{ smallest }} as next
    on own.smallest = next.node
{%- endmacro %}

{% macro _has_ways_to_go(joined) -%}
{{- return(not segflux.is_empty(joined ~ ' where is_on_its_way')) -}}
{%- endmacro %}

{# Only those on their way are looked up, in the few rows where they stand. #}
{% macro _hop_sql(joined) -%}
select
    own.node as node,
    if(next.node = 0, own.joined, next.joined) as joined,
    next.node != 0 as is_on_its_way
from {{ joined }} as own
any left join (
    select
        node,
        joined
    from {{ joined }}
    where node in (select joined from {{ joined }} where is_on_its_way)
) as next
    on own.joined = next.node
{%- endmacro %}

{# The links of nodes that had more than their smallest neighbor. #}
{% macro _besides_sql(links, smallest) -%}
select
    high,
    low
from {{ links }}
where high in (select node from {{ smallest }} where has_more)
{%- endmacro %}

{# What a node had besides, by where it went: each of these linked to the smallest of them. #}
{% macro _next_links_sql(besides, joined) -%}
with ended as (
    select
        node,
        joined
    from {{ joined }}
    where node in (select low from {{ besides }})
),

gathered as (
    select groupUniqArray(if(ended.node = 0, besides.low, ended.joined)) as ends
    from {{ besides }} as besides
    any left join ended
        on besides.low = ended.node
    group by besides.high
)

select distinct
    arrayMin(ends) as low,
    arrayJoin(arrayFilter(one -> one != arrayMin(ends), ends)) as high
from gathered
{%- endmacro %}

{# A node's label is the end of the way it was joined along, round by round; composed from the last round back.

The ends are never gone: they are their own label.
#}
{% macro _compose_labels(labels, options, rounds) -%}
{%- set prefix, is_small = options.prefix, options.get('is_small', false) -%}
{%- set state = namespace(labels='(select toUInt64(0) as node, toUInt64(0) as label where false)') -%}
{%- for round in range(rounds - 1, 0, -1) -%}
    {%- set later = prefix ~ 'labels_' ~ round ~ '`' -%}
    {%- do segflux.scratch_as(later, segflux._labels_sql(prefix ~ 'joined_' ~ round ~ '`', state.labels), is_small=is_small) -%}
    {%- set state.labels = later -%}
{%- endfor -%}
{%- set first = segflux._labels_sql(prefix ~ 'joined_0`', state.labels) if rounds else 'select * from ' ~ state.labels -%}
{%- do segflux.scratch_as(labels, first, options.order_by, is_small) -%}
{%- do run_query('insert into ' ~ labels ~ ' select label as node, label from ' ~ labels ~ ' group by label') -%}
{%- endmacro %}

{% macro _labels_sql(joined, labels) -%}
select
    joined.node as node,
    if(later.node = 0, joined.joined, later.label) as label
from {{ joined }} as joined
any left join {{ labels }} as later
    on joined.joined = later.node
union all
select
    node,
    label
from {{ labels }}
{%- endmacro %}

{% macro _drop_rounds(prefix, rounds) -%}
{%- set names = [prefix ~ 'smallest`', prefix ~ 'next`', prefix ~ 'besides`', prefix ~ 'links_' ~ rounds ~ '`'] -%}
{%- for round in range(rounds) -%}
    {%- do names.extend([prefix ~ 'joined_' ~ round ~ '`', prefix ~ 'labels_' ~ round ~ '`']) -%}
{%- endfor -%}
{%- do run_query('drop table if exists ' ~ names | join(', ') ~ segflux.on_cluster()) -%}
{%- endmacro %}
