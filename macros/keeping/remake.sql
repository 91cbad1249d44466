{# Run the statements that fill a scratch table and put it in a target's place, unless it stands as they would make it.

`others` are further scratch tables of the statements.
#}
{% macro remake(target, scratch, statements, others=[]) -%}
{%- set made_from = segflux.made_from(statements, [scratch] + others) -%}
{%- if flags.FULL_REFRESH or not segflux.stands_as_made(target, made_from) -%}
    {%- for statement in statements -%}
        {%- do run_query(statement) -%}
    {%- endfor -%}
    {%- do segflux.note_made(scratch, made_from) -%}
    {%- do segflux.swap_in(target, scratch) -%}
{%- endif -%}
{%- endmacro %}
