{# A set in bitmap algebra over `{leaf id}`s as a select in brackets: slice, members. `packs` give its leaves, and no others. #}
{% macro base_select(base, packs) -%}
    {%- set ids = segflux.leaf_ids_in(base) -%}
    {{ return(
        '(select slice, ' ~ segflux._placed(base, segflux._places_of(ids)) ~ ' as members from '
        ~ segflux._gathered_leaves(packs, ids) ~ ')'
    ) }}
{%- endmacro %}
