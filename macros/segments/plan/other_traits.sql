{# What joins the values now of the traits that leaves name on the right of operators; empty where none does.

One column per trait, named as the leaf says: the JSON text of the value, empty where there is none.
#}
{% macro _other_traits(leaves, relations, place) -%}
    {%- set columns, sources, named = segflux._columns_beside(leaves), [], [] -%}
    {%- if not columns -%}{{ return('') }}{%- endif -%}
    {%- set as_of = leaves[0].as_of -%}
    {%- for trait in columns -%}
        {%- if segflux._is_built_in(trait) -%}
            {%- do sources.append(
                'select profile_number, ' ~ trait ~ ' as trait, value from '
                ~ segflux._seen_values(trait, as_of, relations, place)
            ) -%}
        {%- else -%}
            {%- do named.append(trait) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if named -%}
        {%- do sources.append(
            'select profile_number, trait, value from ' ~ relations.traits ~ ' where trait in (' ~ named | join(', ')
            ~ ') and occurred_at < ' ~ segflux._at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)])
            ~ ' order by profile_number, trait, occurred_at desc, arrived_at desc, arrival_order desc, row_key desc'
            ~ ' limit 1 by profile_number, trait'
        ) -%}
    {%- endif -%}
    {%- set values = ['profile_number'] -%}
    {%- for trait, column in columns.items() -%}
        {%- do values.append('anyIf(value, trait = ' ~ trait ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ return(
        ' ' ~ segflux.left_join() ~ ' (select ' ~ values | join(', ') ~ ' from (' ~ sources | join(' union all ')
        ~ ') group by profile_number) as beside using (profile_number)'
    ) }}
{%- endmacro %}

{# The column of each trait that leaves name on the right of operators. #}
{% macro _columns_beside(leaves) -%}
    {%- set columns = {} -%}
    {%- for leaf in leaves -%}
        {%- for trait, column in leaf.others -%}{%- do columns.update({trait: column}) -%}{%- endfor -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
