{# The universe, who is known, who is in a sample or a list, and who a handwritten model gives. #}
{% macro profile_selects(conditions, as_of, relations, place) -%}
    {%- set selects = [] -%}
    {%- set in_slice = segflux._all_of([segflux._in_slice(place)]) -%}
    {%- set sources = {
        'universe': relations.get('universe') or segflux._everybody(relations, as_of, place),
        'known': '(select profile_number from ' ~ relations.identifiers ~ ' where is_strong' ~ in_slice ~ ')',
    } -%}
    {%- for leaf in conditions if leaf.kind in sources -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], sources[leaf.kind], place)
        ) -%}
    {%- endfor -%}
    {%- for leaf in conditions if leaf.kind in ('sample', 'listed', 'model') -%}
        {%- if leaf.kind == 'sample' -%}
            {%- set source = segflux._sampled(leaf, relations, in_slice) -%}
        {%- elif leaf.kind == 'listed' -%}
            {%- set source = segflux._listed(leaf, relations, in_slice) -%}
        {%- else -%}
            {%- set source = segflux._given_by_model(leaf, relations, in_slice) -%}
        {%- endif -%}
        {%- do selects.append(
            segflux._select([leaf.id], ['groupBitmapStateIf(profile_number, true)'], source, place)
        ) -%}
    {%- endfor -%}
    {{ return(selects) }}
{%- endmacro %}

{# Profiles whose first row lies at or before the instant; they may come more than once. #}
{% macro _everybody(relations, as_of, place) -%}
    {%- set seen = 'occurred_at < ' ~ segflux.instant_at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)]) -%}
    {{ return(
        '(select profile_number from ' ~ relations.events ~ ' where ' ~ seen ~ ' union all select profile_number from '
        ~ relations.traits ~ " where trait = '' and profile_number != 0 and " ~ seen ~ ')'
    ) }}
{%- endmacro %}

{# The first eight bytes of the hash, big-endian. #}
{% macro _sampled(leaf, relations, in_slice) -%}
    {%- set hash = 'MD5(concat(' ~ leaf.seed ~ ", ':', profile_id))" -%}
    {{ return(
        '(select profile_number from ' ~ relations.numbers ~ ' where reinterpretAsUInt64(reverse(substring(' ~ hash
        ~ ', 1, 8))) < toUInt64(' ~ leaf.bound ~ ')' ~ in_slice ~ ')'
    ) }}
{%- endmacro %}

{# Ids are cleaned like those of rows; those of a case are of any type. #}
{% macro _listed(leaf, relations, in_slice) -%}
    {%- set type = segflux.spelled(leaf.id_type) -%}
    {{ return(
        '(select profile_number from ' ~ relations.identifiers ~ ' where identifier_type = ' ~ type
        ~ ' and identifier_value in (select ' ~ segflux.cleaned_value(type, 'id') ~ ' from ' ~ relations.lists ~ ' where list = '
        ~ segflux.spelled(leaf.list) ~ ' and id_type in (' ~ type ~ ", ''))" ~ in_slice ~ ')'
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
