{# The traits that sources declare and those that are computed, each once and ordered by name: [{name, type, column,
is_computed, default}]. `is_computed` asks for one kind of them.

`column` is the name in `dim_profiles`; a trait named like one of that table's own columns gets `trait_` in front, and
what dbt cannot quote in the name of a column (quotation marks, backticks, backslashes, control characters) becomes `_`.
#}
{% macro declared_traits(is_computed=none) -%}
{%- set own = ['profile_id', 'profile_number', 'first_seen_at', 'last_seen_at', 'user_id', 'email'] -%}
{%- set types, computed = {}, {} -%}
{%- for source in segflux.declared_sources('traits') -%}
    {%- for trait in source.traits or [] if trait.name and not types.get(trait.name) -%}
        {%- do types.update({trait.name: trait.type or ''}) -%}
    {%- endfor -%}
{%- endfor -%}
{%- for trait in segflux.computed_traits() -%}
    {%- do types.update({trait.name: trait.type}) -%}
    {%- do computed.update({trait.name: trait.definition}) -%}
{%- endfor -%}
{%- set traits = [] -%}
{%- for name in types | sort(case_sensitive=true) -%}
    {%- set column = 'trait_' ~ name if name in own or (name.startswith('trait_') and name[6:] in own) else name -%}
    {%- set column = segflux._quotable(column, own + types.keys() | list + traits | map(attribute='column') | list) -%}
    {%- do traits.append({
        'name': name,
        'type': types[name],
        'column': column,
        'is_computed': name in computed,
        'default': computed[name].default if name in computed else '',
    }) -%}
{%- endfor -%}
{%- set chosen = [] -%}
{%- for trait in traits if is_computed is none or trait.is_computed == is_computed -%}
    {%- do chosen.append(trait) -%}
{%- endfor -%}
{{- return(chosen) -}}
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
