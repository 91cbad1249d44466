{# Related records: the latest state of each record, which its latest row also gives to a profile. #}
{% macro record_selects(conditions, relations, place) -%}
    {%- set groups = {} -%}
    {%- for leaf in conditions if leaf.kind == 'record' -%}
        {%- do groups.setdefault((leaf.record, leaf.where, leaf.having != ''), []).append(leaf) -%}
    {%- endfor -%}
    {%- set selects = [] -%}
    {%- for key, leaves in groups.items() -%}
        {%- set source = segflux._states(key[0], leaves, relations, place) ~ ' where true' ~ segflux._all_of([key[1]]) -%}
        {%- for some in leaves | batch(50) -%}
            {%- do selects.append(
                segflux._measure_select(some, source, place) if key[2] else segflux._select(
                    some | map(attribute='id') | list, ['groupBitmapStateIf(profile_number, true)'] * some | length, source,
                    place
                )
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# Of all slices, since the latest row may have given the record to another profile. #}
{% macro _states(record, leaves, relations, place) -%}
    {%- set named = ' where trait = ' ~ segflux.spelled(segflux.record_trait(record)) ~ ' and occurred_at < '
        ~ segflux.instant_at(leaves[0].as_of + 1) -%}
    {%- set id = "JSONExtractString(value, 'id')" -%}
    {{ return(segflux._with_others(
        "(select profile_number, occurred_at, JSONExtractRaw(value, 'properties') as properties from ("
        ~ 'select profile_number, occurred_at, value from '
        ~ relations.traits ~ named ~ ' and ' ~ id ~ " != '' order by source, " ~ id
        ~ ', occurred_at desc, arrived_at desc, arrival_order desc, row_key desc limit 1 by source, ' ~ id
        ~ ") where not JSONExtractBool(value, 'deleted')" ~ segflux._all_of([segflux._in_slice(place)]) ~ ')',
        leaves, relations, place
    )) }}
{%- endmacro %}
