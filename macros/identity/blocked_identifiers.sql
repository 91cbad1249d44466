{# The values that identify nobody, of whatever type; see `identity_rules`.

Compared after trimming, ignoring case. `*` at the end stands for any text; what begins with `^` is a pattern (RE2).
#}
{% macro blocked_identifiers() -%}
{{- return(segflux.identity_rules().ignore) -}}
{%- endmacro %}
