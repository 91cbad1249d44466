{# The selects that give one bitmap per leaf and slice: leaf_id, slice, members. They write nothing.

`leaves`: id -> condition (what `did_event` and its like return); `as_of`: milliseconds since 1970;
`relations`: `events`, `traits`, `identifiers`; `slices`: the numbers of the slices of 2^24 profiles.
#}
{% macro leaf_selects(leaves, as_of, relations, slices=[0]) -%}
    {%- set conditions = [] -%}
    {%- for id in leaves | sort -%}
        {%- do conditions.append(segflux._resolved(id, leaves[id], as_of)) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for slice in slices -%}
        {%- set place = {'slice': slice, 'is_only': slices | length == 1} -%}
        {%- do selects.extend(segflux.occurrence_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux.measure_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux.sequence_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux.record_selects(conditions, relations, place)) -%}
        {%- do selects.extend(segflux.entity_selects(conditions, as_of, relations, place)) -%}
        {%- do selects.extend(segflux.sql_selects(conditions, as_of, relations, place)) -%}
        {%- do selects.extend(segflux.trait_selects(conditions, as_of, relations, place)) -%}
        {%- do selects.extend(segflux.profile_selects(conditions, as_of, relations, place)) -%}
    {%- endfor -%}
    {{ return(segflux._packed(selects)) }}
{%- endmacro %}

{# Up to ten selects, of less than 150,000 characters together, are one. #}
{% macro _packed(selects) -%}
    {%- set packs = [] -%}
    {%- set open = namespace(pack=[], size=0) -%}
    {%- for select in selects -%}
        {%- if open.pack and (open.pack | length == 10 or open.size + select | length > 150000) -%}
            {%- do packs.append(open.pack) -%}
            {%- set open.pack = [] -%}
            {%- set open.size = 0 -%}
        {%- endif -%}
        {%- do open.pack.append(select) -%}
        {%- set open.size = open.size + select | length -%}
    {%- endfor -%}
    {%- if open.pack -%}{%- do packs.append(open.pack) -%}{%- endif -%}
    {%- set packed = [] -%}
    {%- for pack in packs -%}
        {%- do packed.append(
            'select leaf_id, slice, members from (' ~ pack | join(' union all ')
            ~ ') array join leaf_ids as leaf_id, states as members'
        ) -%}
    {%- endfor -%}
    {{ return(packed) }}
{%- endmacro %}
