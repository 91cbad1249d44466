{# One row per slice: how many profiles are in each set, and the numbers of some of the first set.

`packs`: what `leaf_selects` gives; `ids`: the ids of its leaves; `sets`: bitmap algebra over `{leaf id}`s.
The sample is the same at every call: those that come first by a hash of their number.
#}
{% macro counted_sets_sql(packs, ids, sets, sample) -%}
    {%- set places = {} -%}
    {%- for id in ids | sort -%}{%- do places.update({id: 'leaves[' ~ loop.index ~ '].2'}) -%}{%- endfor -%}
    {%- set counts, placed = [], [] -%}
    {%- for set in sets -%}
        {%- do placed.append(segflux._placed(set, places)) -%}
        {%- do counts.append('bitmapCardinality(' ~ placed[-1] ~ ')') -%}
    {%- endfor -%}
    {%- set chosen = 'arrayPartialSort(number -> intHash32(number), ' ~ [sample, 1] | max
        ~ ', bitmapToArray(' ~ placed[0] ~ '))' -%}
    {{ return(
        'select slice, [' ~ counts | join(', ') ~ '] as counts, '
        ~ ('arraySlice(' ~ chosen ~ ', 1, ' ~ sample ~ ')' if sample else '[]') ~ ' as sample from ('
        ~ 'select slice, arraySort(leaf -> leaf.1, groupArray((leaf_id, members))) as leaves from ('
        ~ packs | join(' union all ') ~ ') group by slice having throwIf(count() != ' ~ ids | length
        ~ ", 'a leaf of these segments has no row: this is a fault in Segflux') = 0) order by slice"
    ) }}
{%- endmacro %}
