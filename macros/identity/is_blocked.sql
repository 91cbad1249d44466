{# True where a value identifies nobody. #}
{% macro is_blocked(value) -%}
{%- set lowered = segflux.lowered(segflux.trimmed(value)) -%}
{%- set whole, tests = [], ['not isValidUTF8(' ~ value ~ ')'] -%}
{%- for blocked in segflux.blocked_identifiers() -%}
    {%- if blocked.startswith('^') -%}
        {%- do tests.append('match(' ~ lowered ~ ', ' ~ segflux.spelled('(?i-s)' ~ blocked) ~ ')') -%}
    {%- elif blocked.endswith('*') -%}
        {%- do tests.append(
            'startsWith(' ~ lowered ~ ', ' ~ segflux.lowered(segflux.spelled(blocked[:-1])) ~ ')'
        ) -%}
    {%- else -%}
        {%- do whole.append(segflux.lowered(segflux.spelled(blocked))) -%}
    {%- endif -%}
{%- endfor -%}
{%- if whole -%}
    {%- do tests.append(lowered ~ ' in (' ~ whole | join(', ') ~ ')') -%}
{%- endif -%}
({{ tests | join(' or ') }})
{%- endmacro %}
