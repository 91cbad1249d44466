{# True where a type of identifier is declared strong: it makes a profile known. #}
{% macro is_strong(type) -%}
{%- set strong = [] -%}
{%- for known in segflux.identity_types() if known.get('strong') -%}
    {%- do strong.append(segflux.spelled(known['type'])) -%}
{%- endfor -%}
toBool(has(cast([{{ strong | join(', ') }}] as Array(String)), {{ type }}))
{%- endmacro %}
