{# The universe, and who is known. #}
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
    {{ return(selects) }}
{%- endmacro %}
