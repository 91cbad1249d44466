{# How identity.yml has each type cleaned, SQL: an Array(Tuple(type, clean, region)); `clean` is its words with spaces between. #}
{% macro declared_cleanings() -%}
{%- set told = [] -%}
{#- What an older `segflux compile` wrote names no region. -#}
{%- for declared in segflux.identity_types() if not declared.get('e164') or 'region' in declared -%}
    {%- do told.append(
        '(' ~ segflux.spelled(declared['type']) ~ ', ' ~ segflux.spelled(declared.get('clean', ['trim']) | join(' '))
        ~ ', ' ~ segflux.spelled(declared.get('region') or '') ~ ')'
    ) -%}
{%- endfor -%}
cast([{{ told | join(', ') }}] as Array(Tuple(String, String, String)))
{%- endmacro %}
