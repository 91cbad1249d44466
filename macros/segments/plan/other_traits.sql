{# Rows, a select in brackets, with the values now of the traits that leaves name on the right of operators.

One column per trait, named as the leaf says: the JSON text of the value, empty where there is none.
#}
{% macro _with_others(found, leaves, relations, place) -%}
    {%- set columns, sources, named = segflux._columns_beside(leaves), [], [] -%}
    {%- if not columns -%}{{ return(found ~ ' as found') }}{%- endif -%}
    {%- set as_of, computed, defaults = leaves[0].as_of, {}, [] -%}
    {%- for leaf in leaves -%}{%- do computed.update(leaf.computed) -%}{%- endfor -%}
    {%- for trait in columns -%}
        {%- if trait in computed -%}
            {%- do sources.append(
                'select profile_number, ' ~ trait ~ ' as trait, value from '
                ~ segflux.computed_values(computed[trait], as_of, relations, place)
            ) -%}
            {%- if computed[trait].default -%}
                {%- do defaults.append(
                    segflux.value_or(columns[trait], computed[trait].default) ~ ' as ' ~ columns[trait]
                ) -%}
            {%- endif -%}
        {%- elif segflux._is_built_in(trait) -%}
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
            ~ ') and occurred_at < ' ~ segflux.instant_at(as_of + 1) ~ segflux._all_of([segflux._in_slice(place)])
            ~ ' order by profile_number, trait, occurred_at desc, arrived_at desc, arrival_order desc, row_key desc'
            ~ ' limit 1 by profile_number, trait'
        ) -%}
    {%- endif -%}
    {%- set values = ['profile_number'] -%}
    {%- for trait, column in columns.items() -%}
        {%- do values.append('anyIf(value, trait = ' ~ trait ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {%- set joined = found ~ ' as found ' ~ segflux.left_join() ~ ' (select ' ~ values | join(', ') ~ ' from ('
        ~ sources | join(' union all ') ~ ') group by profile_number) as beside using (profile_number)' -%}
    {{ return(
        '(select * replace (' ~ defaults | join(', ') ~ ') from ' ~ joined ~ ') as found' if defaults else joined
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
