{# The column of a list that holds its ids: the one named like their type, else `id`, else the only one. #}
{% macro column_of_ids(relation, id_type) -%}
    {%- if not execute -%}{{ return('id') }}{%- endif -%}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {%- set chosen = [id_type, 'id'] | select('in', names) | list + (names if names | length == 1 else []) -%}
    {%- if not chosen -%}
        {{ exceptions.raise_compiler_error(
            'The list ' ~ relation ~ ' has the columns ' ~ names | join(', ') ~ ', and none is called ' ~ id_type ~ ' or id. '
            ~ 'Name the column of its ids so.'
        ) }}
    {%- endif -%}
    {{ return(adapter.quote(chosen[0])) }}
{%- endmacro %}
