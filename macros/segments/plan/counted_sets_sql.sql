{# One row per slice: how many profiles are in each set, and the numbers of some of the first set.

`packs`: what `leaf_selects` gives; `ids`: the ids of its leaves; `sets`: bitmap algebra over `{leaf id}`s.
The sample is the same at every call: those that come first by a hash of their number.
#}
{% macro counted_sets_sql(packs, ids, sets, sample) -%}
    {%- set counts, placed = [], [] -%}
    {%- for set in sets -%}
        {%- do placed.append(segflux._placed(set, segflux._places_of(ids))) -%}
        {%- do counts.append('bitmapCardinality(' ~ placed[-1] ~ ')') -%}
    {%- endfor -%}
    {%- set chosen = 'arraySlice(arrayPartialSort(number -> intHash32(number), ' ~ sample
        ~ ', bitmapToArray(' ~ placed[0] ~ ')), 1, ' ~ sample ~ ')' -%}
    {{ return(
        'select slice, [' ~ counts | join(', ') ~ '] as counts, ' ~ (chosen if sample else '[]')
        ~ ' as sample from ' ~ segflux._gathered_leaves(packs, ids) ~ ' order by slice'
    ) }}
{%- endmacro %}

{% macro _places_of(ids) -%}
    {%- set places = {} -%}
    {%- for id in ids | sort -%}{%- do places.update({id: 'leaves[' ~ loop.index ~ '].2'}) -%}{%- endfor -%}
    {{ return(places) }}
{%- endmacro %}

{# The leaves of each slice in the order of their ids; a missing one would shift the others, so it is an error. #}
{% macro _gathered_leaves(packs, ids) -%}
    {{ return(
        '(select slice, arraySort(leaf -> leaf.1, groupArray((leaf_id, members))) as leaves from ('
        ~ packs | join(' union all ') ~ ') group by slice having throwIf(count() != ' ~ ids | length
        ~ ", 'a leaf has no row in this slice: this is a fault in Segflux') = 0)"
    ) }}
{%- endmacro %}
