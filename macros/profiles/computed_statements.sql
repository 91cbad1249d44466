{# The statements that insert the values of computed traits into `target`: trait, profile_number, value.

`traits`: what `computed_traits` gives; `as_of`: milliseconds since 1970; `relations`: `events`, `traits`.
#}
{% macro computed_statements(traits, as_of, relations, target, slices=[0]) -%}
    {%- set statements = [] -%}
    {%- for trait in traits -%}
        {%- for slice in slices -%}
            {%- set place = {'slice': slice, 'is_only': slices | length == 1} -%}
            {%- do statements.append(
                'insert into ' ~ target ~ ' (trait, profile_number, value) select ' ~ segflux.spelled(trait.name)
                ~ ', profile_number, value from ' ~ segflux.computed_values(trait.definition, as_of, relations, place)
                ~ " where value not in ('', 'null')"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
