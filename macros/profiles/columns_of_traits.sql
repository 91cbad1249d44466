{# The columns of traits in `dim_profiles` by the names of the traits: {name: column}.

A trait named like one of that table's own columns gets `trait_` in front, and what dbt cannot quote in the name of a
column (quotation marks, backticks, backslashes, control characters) becomes `_`.
#}
{% macro columns_of_traits(names) -%}
{%- set own = ['profile_id', 'profile_number', 'first_seen_at', 'last_seen_at', 'user_id', 'email'] -%}
{%- set columns = {} -%}
{%- for name in names | sort(case_sensitive=true) -%}
    {%- set column = 'trait_' ~ name if name in own or (name.startswith('trait_') and name[6:] in own) else name -%}
    {%- set column = segflux._quotable(column, own + names | list + columns.values() | list) -%}
    {%- do columns.update({name: column}) -%}
{%- endfor -%}
{{- return(columns) -}}
{%- endmacro %}

{% macro _quotable(name, taken) -%}
{%- set plain = modules.re.sub('["`\\\\\x00-\x1f\x7f]', '_', name) -%}
{%- if plain == name -%}
    {{- return(name) -}}
{%- endif -%}
{%- for number in range(1, taken | length + 2) -%}
    {%- set column = plain if number == 1 else plain ~ '_' ~ number -%}
    {%- if column not in taken -%}
        {{- return(column) -}}
    {%- endif -%}
{%- endfor -%}
{%- endmacro %}
