{# The members of one segment as a select: segment, slice, members. It writes nothing.

`packs`: what `leaf_selects` gives; `ids`: the ids of its leaves; `members`: bitmap algebra over `{leaf id}`s.
#}
{% macro members_sql(segment, packs, ids, members) -%}
    {{ return(
        'select ' ~ segflux.spelled(segment) ~ ' as segment, slice, '
        ~ segflux._placed(members, segflux._places_of(ids)) ~ ' as members from '
        ~ segflux._gathered_leaves(packs, ids)
    ) }}
{%- endmacro %}
