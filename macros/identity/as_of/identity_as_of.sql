{# People as they were told apart at an instant, by what Segflux had seen until then and the rules in force; gives relations.

They are decided from the stored links, into scratch tables beside the state of identity: whoever asks drops them with
`drop_leftovers`. An identifier seen later is nobody's, and neither is its past. A profile that never had a number
gets one behind all that were given, which is told nobody else unless it `keeps_numbers`.
- `tables`: relations {identifiers, links, overrides, people: dim_identifiers, numbers: profile_numbers,
  nodes: profile_node_overrides, events, traits},
  and `scratch`, a name {schema, identifier} for what is made
- `run`: {run_id}; `until`: milliseconds since 1970
Gives {dim_identifiers, dim_profiles, profile_numbers, profile_overrides, int_events_resolved, int_traits_resolved}, as SQL.
#}
{% macro identity_as_of(tables, run, until, keeps_numbers=false) -%}
{%- do segflux.drop_leftovers(tables.scratch) -%}
{%- set work = segflux._work_as_of(tables, run, until) -%}
{%- do segflux.gather_links(work) -%}
{%- do segflux.decide_groups(work) -%}
{%- set named = segflux._make_step(work, 'named', segflux._named_sql(work), 'node') -%}
{%- set placed = segflux._make_step(work, 'placed', segflux._placed_as_of_sql(work, named), 'profile_node') -%}
{%- if keeps_numbers -%}
    {%- do run_query('insert into ' ~ tables.numbers ~ ' (profile_number, profile_node, profile_id, number_space) '
        ~ segflux._new_numbers_as_of_sql(tables.numbers, placed)) -%}
{%- endif -%}
{%- set numbers = segflux._make_step(work, 'numbers', segflux._numbers_as_of_sql(tables.numbers, placed), 'profile_number') -%}
{%- set people = segflux._make_step(work, 'people', segflux._people_as_of_sql(placed, numbers), 'node') -%}
{%- set moved = segflux._make_step(work, 'moved', segflux._moved_as_of_sql(tables, people), 'moved_node') -%}
{%- set replaced = segflux._make_step(work, 'replaced', segflux._replaced_as_of_sql(tables.numbers, people), 'old_number') -%}
{{- return({
    'dim_identifiers': people,
    'dim_profiles': segflux._profiles_as_of_sql(people),
    'profile_numbers': numbers,
    'profile_overrides': replaced,
    'int_events_resolved': segflux._rows_as_of_sql(tables.events, moved),
    'int_traits_resolved': segflux._rows_as_of_sql(tables.traits, moved),
}) -}}
{%- endmacro %}

{# Everything is decided as if for the first time, from what was first seen by then. #}
{% macro _work_as_of(tables, run, until) -%}
{%- set known = ' where first_seen_at <= fromUnixTimestamp64Milli(toInt64(' ~ until ~ "), 'UTC'))" -%}
{%- set work = {
    'tables': {
        'nodes': tables.scratch, 'overrides': tables.overrides,
        'identifiers': '(select * from ' ~ tables.identifiers ~ known, 'links': '(select * from ' ~ tables.links ~ known,
    },
    'run': run, 'rules': segflux.identity_rules(), 'steps': [], 'is_first': true, 'is_full': true, 'is_small': false,
} -%}
{%- do work.update({'instructions': segflux._make_step(work, 'instructions', segflux._instructions_sql(work))}) -%}
{{- return(work) -}}
{%- endmacro %}

{% macro _placed_as_of_sql(work, named) -%}
with seen as (
    select
        node,
        any(identifier_type) as type,
        any(identifier_value) as value,
        min(first_seen_at) as seen_at
    from {{ work.tables.identifiers }}
    group by node
),

ignored as (
    select node
    from {{ work.blocked }}
)

select
    seen.node as node,
    seen.type as identifier_type,
    seen.value as identifier_value,
    seen.seen_at as first_seen_at,
    if(named.node = 0, seen.node, named.profile_node) as profile_node
from seen
any left join {{ named }} as named
    on seen.node = named.node
where seen.node not in (select node from ignored)
{%- endmacro %}

{% macro _numbers_as_of_sql(numbers, placed) -%}
select
    profile_number,
    profile_node,
    profile_id,
    number_space
from {{ numbers }}
where profile_node in (select profile_node from {{ placed }})
union all
select * from ({{ segflux._new_numbers_as_of_sql(numbers, placed) }})
{%- endmacro %}

{% macro _new_numbers_as_of_sql(numbers, placed) -%}
with given as (
    select
        toUInt64(max(profile_number)) as last_number,
        any(number_space) as space
    from {{ numbers }}
),

unnumbered as (
    select distinct profile_node
    from {{ placed }}
    where profile_node not in (select profile_node from {{ numbers }})
)

select
    toUInt32(given.last_number + row_number() over (order by unnumbered.profile_node)) as next_number,
    unnumbered.profile_node as new_node,
    {{ segflux.profile_id_of('unnumbered.profile_node') }} as new_id,
    given.space as space
from unnumbered
cross join given
{%- endmacro %}

{% macro _people_as_of_sql(placed, numbers) -%}
select
    placed.node as node,
    placed.identifier_type as identifier_type,
    placed.identifier_value as identifier_value,
    {{ segflux.is_strong('placed.identifier_type') }} as is_strong,
    placed.first_seen_at as first_seen_at,
    numbers.profile_id as profile_id,
    placed.profile_node as profile_node,
    numbers.profile_number as profile_number
from {{ placed }} as placed
any left join {{ numbers }} as numbers
    on placed.profile_node = numbers.profile_node
{%- endmacro %}

{# Identifiers that belong to another profile now, or whose past does, with the number that they had; 0: to nobody.

Of anonymous ones that had signed in by then, what they did before stays where it is; of others all of it was theirs.
#}
{% macro _moved_as_of_sql(tables, people) -%}
with known as (
    select profile_number
    from {{ people }}
    where is_strong
)

select
    now_is.node as moved_node,
    was.profile_number as moved_number,
    if(
        was.profile_number in (select profile_number from known), signed_in.belongs_from,
        fromUnixTimestamp64Milli(toInt64(0), 'UTC')
    ) as moved_from
from {{ tables.people }} as now_is
any left join {{ people }} as was
    on now_is.node = was.node
any left join {{ tables.nodes }} as signed_in
    on now_is.node = signed_in.node
where now_is.profile_number != was.profile_number
    or signed_in.number_before != 0 and was.profile_number not in (select profile_number from known)
{%- endmacro %}

{# Evaluations stored until then hold numbers that may have been merged by then. #}
{% macro _replaced_as_of_sql(numbers, people) -%}
select
    numbers.profile_number as old_number,
    people.profile_number as profile_number
from {{ numbers }} as numbers
inner join {{ people }} as people
    on numbers.profile_node = people.node
where numbers.profile_number != people.profile_number
{%- endmacro %}

{% macro _profiles_as_of_sql(people) -%}
(
    select
        profile_number,
        any(profile_id) as profile_id,
        nullIf(argMinIf(identifier_value, (first_seen_at, node), identifier_type = 'user_id'), '') as user_id,
        nullIf(argMinIf(identifier_value, (first_seen_at, node), identifier_type = 'email'), '') as email
    from {{ people }}
    group by profile_number
)
{%- endmacro %}

{% macro _rows_as_of_sql(rows, moved) -%}
(
    select * except (moved_node, moved_number, moved_from) replace (
        if(moved_node = 0 or occurred_at < moved_from, profile_number, moved_number) as profile_number
    )
    from {{ rows }} as stored
    {{ 'global ' if segflux.sharding_key() }}any left join {{ moved }} as moved
        on stored.node = moved.moved_node
    where moved_node = 0 or moved_number != 0
)
{%- endmacro %}
