{# The universe, who is known, who is in a sample, and who a handwritten model gives. #}
{% macro profile_selects(conditions, as_of, relations, place) -%}
    {%- set selects = [] -%}
    {%- set in_slice = segflux._all_of([segflux._in_slice(place)]) -%}
    {%- set seen = 'occurred_at < ' ~ segflux._at(as_of + 1) ~ in_slice -%}
    {%- set sources = {
        'universe': '(select profile_number from ' ~ relations.events ~ ' where ' ~ seen
            ~ ' union all select profile_number from ' ~ relations.traits
            ~ " where trait = '' and " ~ seen ~ ')',
        'known': '(select profile_number from ' ~ relations.identifiers ~ ' where is_strong' ~ in_slice ~ ')',
    } -%}
    {%- for leaf in conditions if leaf.kind in sources -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], sources[leaf.kind], place)
        ) -%}
    {%- endfor -%}
    {%- for leaf in conditions if leaf.kind == 'sample' -%}
        {%- do selects.append(segflux._select(
            [leaf.id], ['groupBitmapStateIf(profile_number, true)'], segflux._sampled(leaf, relations, in_slice), place
        )) -%}
    {%- endfor -%}
    {%- for leaf in conditions if leaf.kind == 'model' -%}
        {%- do selects.append(segflux._select(
            [leaf.id], ['groupBitmapStateIf(profile_number, true)'], segflux._given_by_model(leaf, relations, in_slice), place
        )) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# The first eight bytes of the hash, big-endian. #}
{% macro _sampled(leaf, relations, in_slice) -%}
    {%- set hash = 'MD5(concat(' ~ leaf.seed ~ ", ':', profile_id))" -%}
    {{ return(
        '(select profile_number from ' ~ relations.numbers ~ ' where reinterpretAsUInt64(reverse(substring(' ~ hash
        ~ ', 1, 8))) < toUInt64(' ~ leaf.bound ~ ')' ~ in_slice ~ ')'
    ) }}
{%- endmacro %}

{# A merged id means its present profile; an unknown one nobody. #}
{% macro _given_by_model(leaf, relations, in_slice) -%}
(
    select if(overrides.old_number = 0, numbers.profile_number, overrides.profile_number) as profile_number
    from {{ relations.numbers }} as numbers
    left join {{ relations.overrides }} as overrides
        on numbers.profile_number = overrides.old_number
    where
        numbers.profile_id in (
            select profile_id from {{ relations.handwritten }} where segment = {{ segflux.spelled(leaf.segment) }}
        ){{ in_slice }}
)
{%- endmacro %}
