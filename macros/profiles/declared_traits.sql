{# The traits that sources declare and those that are computed, each once and ordered by name: [{name, type, column,
is_computed, default}]. `is_computed` asks for one kind of them.

`column` is the name in `dim_profiles`.
#}
{% macro declared_traits(is_computed=none) -%}
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
{%- set columns, traits = segflux.columns_of_traits(types.keys()), [] -%}
{%- for name in types | sort(case_sensitive=true) -%}
    {%- do traits.append({
        'name': name,
        'type': types[name],
        'column': columns[name],
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
