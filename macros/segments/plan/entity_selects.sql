{# Entities: the block is evaluated with their keys in the place of profile numbers, then their links lead to profiles. #}
{% macro entity_selects(conditions, as_of, relations, place) -%}
    {%- set selects = [] -%}
    {%- for leaf in conditions if leaf.kind == 'entity' -%}
        {%- set source = '(select profile_number from ' ~ segflux._links(leaf.entity, as_of, relations, place)
            ~ ' where entity_key ' ~ segflux.global_in() ~ ' ' ~ segflux._satisfying(leaf, as_of, relations) ~ ')' -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], source, place)
        ) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# The keys of the entities that satisfy the block. #}
{% macro _satisfying(leaf, as_of, relations) -%}
    {%- set own = dict(relations) -%}
    {%- do own.update({
        'events': segflux._entity_events(leaf.key, relations),
        'traits': segflux._entity_traits(leaf.entity, as_of, relations),
        'universe': '(select entity_key as profile_number from '
            ~ segflux._links(leaf.entity, as_of, relations, {'slice': 0, 'is_only': true}) ~ ')',
    }) -%}
    {%- set packs = segflux.leaf_selects(leaf.leaves, as_of, own) -%}
    {{ return('(select arrayJoin(bitmapToArray(members)) from ' ~ segflux.base_select(leaf.members, packs) ~ ')') }}
{%- endmacro %}

{# The links that hold: the latest row of each profile and entity, unless it says that the link is over. #}
{% macro _links(entity, as_of, relations, place) -%}
    {%- set id = "JSONExtractString(value, 'id')" -%}
    {{ return(
        '(select profile_number, occurred_at, value, ' ~ segflux._entity_key(id) ~ ' as entity_key from ('
        ~ 'select profile_number, occurred_at, value from ' ~ relations.traits ~ ' where trait = '
        ~ segflux.spelled(segflux.record_trait(entity, 'links')) ~ ' and occurred_at < ' ~ segflux.instant_at(as_of + 1)
        ~ segflux._all_of([segflux._in_slice(place)]) ~ ' order by source, profile_number, ' ~ id
        ~ ', occurred_at desc, arrived_at desc, arrival_order desc, row_key desc limit 1 by source, profile_number, ' ~ id
        ~ ") where not JSONExtractBool(value, 'deleted'))"
    ) }}
{%- endmacro %}

{% macro _entity_key(id) -%}
    {{ return('sipHash64(' ~ id ~ ')') }}
{%- endmacro %}

{# ClickHouse 25.8 would read isNotNull as a subcolumn, which the view of events does not have. #}
{% macro _entity_events(key, relations) -%}
    {%- set id = 'ifNull(' ~ key ~ ", '')" -%}
    {{ return(
        '(select * except (profile_number), ' ~ segflux._entity_key(id) ~ ' as profile_number from '
        ~ relations.events ~ ' where ' ~ id ~ " != '')"
    ) }}
{%- endmacro %}

{# Every row of an entity's traits, as those of profiles are kept: one row per trait that it mentions and the marker. #}
{% macro _entity_traits(entity, as_of, relations) -%}
    {%- set read = 'source, row_key, occurred_at, arrived_at, arrival_order' -%}
    {{ return(
        '(select ' ~ read ~ ', ' ~ segflux._entity_key("JSONExtractString(state, 'id')") ~ ' as profile_number,'
        ~ ' pair.1 as trait, pair.2 as value, ' ~ segflux.text_of('pair.2') ~ ' as value_text, '
        ~ segflux.number_of('pair.2') ~ ' as value_number from (select ' ~ read
        ~ ", state, arrayJoin(arrayPushFront(" ~ segflux.pairs_in("JSONExtractRaw(state, 'properties')")
        ~ ", ('', '\"trait\"'))) as pair from (select " ~ read ~ ', value as state from ' ~ relations.traits
        ~ ' where trait = ' ~ segflux.spelled(segflux.record_trait(entity, 'entities')) ~ ' and occurred_at < '
        ~ segflux.instant_at(as_of + 1) ~ ')))'
    ) }}
{%- endmacro %}
