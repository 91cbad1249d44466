{# True where a value identifies nobody: one of `ignore` of identity.yml, or of its type's own. `type` and `value` are SQL. #}
{% macro is_blocked(type, value) -%}
{%- set lowered = segflux.lowered(segflux.trimmed(value)) -%}
{%- set tests = ['not isValidUTF8(' ~ value ~ ')', segflux._is_listed_value(lowered, segflux.blocked_identifiers())] -%}
{%- for known in segflux.identity_types() if known.get('ignore') -%}
    {%- do tests.append(
        type ~ ' = ' ~ segflux.spelled(known['type']) ~ ' and ' ~ segflux._is_listed_value(lowered, known['ignore'])
    ) -%}
{%- endfor -%}
({{ tests | join(' or ') }})
{%- endmacro %}

{% macro _is_listed_value(lowered, values) -%}
{%- set whole, tests = [], [] -%}
{%- for listed in values -%}
    {%- if listed.startswith('^') -%}
        {%- do tests.append('match(' ~ lowered ~ ', ' ~ segflux.spelled('(?i-s)' ~ listed) ~ ')') -%}
    {%- elif listed.endswith('*') -%}
        {%- do tests.append('startsWith(' ~ lowered ~ ', ' ~ segflux.lowered(segflux.spelled(listed[:-1])) ~ ')') -%}
    {%- else -%}
        {%- do whole.append(segflux.lowered(segflux.spelled(listed))) -%}
    {%- endif -%}
{%- endfor -%}
{%- if whole -%}
    {%- do tests.append(lowered ~ ' in (' ~ whole | join(', ') ~ ')') -%}
{%- endif -%}
{{- return('(' ~ (tests | join(' or ') or 'false') ~ ')') -}}
{%- endmacro %}
