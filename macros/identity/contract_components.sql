{# Label every node of a graph with its component, by contraction until nothing is left to contract; raises when it does not end.

`links` is a relation or a subquery in brackets with the columns a and b; `target` gets the columns node and label.
Each round, every node joins the smaller of its smallest neighbor and that one's smallest neighbor, and the joins are
followed toward their ends until at most 55 % of the nodes survive (at the very ends at most half do): 64 rounds are
enough for any graph. Scratch tables instead of common
table expressions, because the engine runs those again at every mention.
#}
{% macro contract_components(links, target, run, order_by='node') -%}
{%- set prefix = segflux.scratch_name(target, run, '')[:-1] -%}
{%- do segflux._scratch_as(prefix ~ 'links_0`', segflux._first_links_sql(links)) -%}
{%- set contraction = namespace(rounds=0, is_done=segflux._is_empty(prefix ~ 'links_0`')) -%}
{%- for round in range(64) if not contraction.is_done -%}
    {%- do segflux._contract_once(prefix, round) -%}
    {%- set contraction.rounds = round + 1 -%}
    {%- set contraction.is_done = segflux._is_empty(prefix ~ 'links_' ~ (round + 1) ~ '`') -%}
{%- endfor -%}
{%- if not contraction.is_done -%}
    {{- exceptions.raise_compiler_error(target ~ ' did not converge in 64 rounds; nothing was changed.') -}}
{%- endif -%}
{%- do segflux._compose_labels(prefix, contraction.rounds, order_by) -%}
{%- do segflux.swap_in(target, prefix ~ 'labels`') -%}
{%- do segflux._drop_rounds(prefix, contraction.rounds) -%}
{{- return(contraction.rounds) -}}
{%- endmacro %}

{% macro _scratch_as(name, sql, order_by='tuple()') -%}
{%- set head = 'create or replace table ' ~ name ~ segflux.on_cluster() ~ ' engine = ' ~ segflux.table_engine()
    ~ ' order by ' ~ order_by -%}
{%- if segflux.on_cluster() -%}
    {#- Every node of a cluster makes the table; one fills it. -#}
    {%- do run_query(head ~ ' empty as ' ~ sql) -%}
    {%- do run_query('insert into ' ~ name ~ ' ' ~ sql) -%}
{%- else -%}
    {%- do run_query(head ~ ' as ' ~ sql) -%}
{%- endif -%}
{%- endmacro %}

{% macro _is_empty(table) -%}
{{- return(run_query('select count() from ' ~ table).rows[0][0] | int == 0) -}}
{%- endmacro %}

{% macro _first_links_sql(links) -%}
select distinct
    toUInt64(least(a, b)) as low,
    toUInt64(greatest(a, b)) as high
from {{ links }}
where a != b
{%- endmacro %}

{# One round: links_<n> becomes joined_<n> (node, joined) and links_<n + 1>. #}
{% macro _contract_once(prefix, round) -%}
{%- set links, joined = prefix ~ 'links_' ~ round ~ '`', prefix ~ 'joined_' ~ round ~ '`' -%}
{%- do segflux._scratch_as(prefix ~ 'smallest`', segflux._smallest_neighbor_sql(links)) -%}
{%- do segflux._scratch_as(joined, segflux._joined_sql(prefix ~ 'smallest`')) -%}
{%- set state = namespace(goes_on=true) -%}
{%- for hop in range(40) if state.goes_on -%}
    {%- set state.goes_on = segflux._is_worth_a_hop(joined) -%}
    {%- if state.goes_on -%}
        {%- do segflux._scratch_as(prefix ~ 'smallest`', segflux._hop_sql(joined)) -%}
        {%- do run_query('exchange tables ' ~ prefix ~ 'smallest` and ' ~ joined ~ segflux.on_cluster()) -%}
    {%- endif -%}
{%- endfor -%}
{%- do segflux._scratch_as(prefix ~ 'links_' ~ (round + 1) ~ '`', segflux._next_links_sql(links, joined)) -%}
{%- do run_query('drop table ' ~ links ~ segflux.on_cluster()) -%}
{%- endmacro %}

{% macro _smallest_neighbor_sql(links) -%}
select
    ends.1 as node,
    min(ends.2) as smallest
from (
    select arrayJoin([(low, high), (high, low)]) as ends
    from {{ links }}
)
group by node
{%- endmacro %}

{% macro _joined_sql(smallest) -%}
select
    own.node as node,
    least(own.smallest, next.smallest) as joined
from {{ smallest }} as own
any left join {{ smallest }} as next
    on own.smallest = next.node
{%- endmacro %}

{# Without following the joins a path would lose two nodes a round. #}
{% macro _is_worth_a_hop(joined) -%}
{%- set counts = run_query('select count(), uniqCombined(17)(joined) from ' ~ joined).rows[0] -%}
{{- return(counts[1] | int > 0.55 * (counts[0] | int)) -}}
{%- endmacro %}

{% macro _hop_sql(joined) -%}
select
    own.node as node,
    next.joined as joined
from {{ joined }} as own
any left join {{ joined }} as next
    on own.joined = next.node
{%- endmacro %}

{% macro _next_links_sql(links, joined) -%}
select distinct
    least(low_end.joined, high_end.joined) as low,
    greatest(low_end.joined, high_end.joined) as high
from {{ links }} as links
any left join {{ joined }} as low_end
    on links.low = low_end.node
any left join {{ joined }} as high_end
    on links.high = high_end.node
where low_end.joined != high_end.joined
{%- endmacro %}

{# A node's label is the end of the way it was joined along, round by round; composed from the last round back. #}
{% macro _compose_labels(prefix, rounds, order_by) -%}
{%- set state = namespace(labels='(select toUInt64(0) as node, toUInt64(0) as label where false)') -%}
{%- for round in range(rounds - 1, 0, -1) -%}
    {%- set labels = prefix ~ 'labels_' ~ round ~ '`' -%}
    {%- do segflux._scratch_as(labels, segflux._labels_sql(prefix ~ 'joined_' ~ round ~ '`', state.labels)) -%}
    {%- set state.labels = labels -%}
{%- endfor -%}
{%- set first = segflux._labels_sql(prefix ~ 'joined_0`', state.labels) if rounds else 'select * from ' ~ state.labels -%}
{%- do segflux._scratch_as(prefix ~ 'labels`', first, order_by) -%}
{%- endmacro %}

{% macro _labels_sql(joined, labels) -%}
select
    joined.node as node,
    if(later.node = 0, joined.joined, later.label) as label
from {{ joined }} as joined
any left join {{ labels }} as later
    on joined.joined = later.node
{%- endmacro %}

{% macro _drop_rounds(prefix, rounds) -%}
{%- set names = [prefix ~ 'smallest`', prefix ~ 'links_' ~ rounds ~ '`'] -%}
{%- for round in range(rounds) -%}
    {%- do names.extend([prefix ~ 'joined_' ~ round ~ '`', prefix ~ 'labels_' ~ round ~ '`']) -%}
{%- endfor -%}
{%- do run_query('drop table if exists ' ~ names | join(', ') ~ segflux.on_cluster()) -%}
{%- endmacro %}
