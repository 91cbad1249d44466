{# The values that identify nobody; the var `blocked_identifiers` replaces the defaults.

Compared after trimming, ignoring case. `*` at the end stands for any text; what begins with `^` is a pattern (RE2).
#}
{% macro blocked_identifiers() -%}
{{- return(var('blocked_identifiers', [
    '', 'null', 'none', 'undefined', 'nan', 'anonymous', 'unknown', '-1',
    '^[0-]*$', 'test@test.com', 'noreply@*',
])) -}}
{%- endmacro %}
