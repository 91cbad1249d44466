{# The time from which rows of an anonymous identifier belong to the person, `signed_in_at` (SQL) less what identity.yml goes back. #}
{% macro belongs_from(signed_in_at) -%}
{%- set back = segflux.identity_rules().backdate -%}
{%- if not back or not back.amount -%}
    {{- return(signed_in_at) -}}
{%- endif -%}
{{- return(
    'if(toUnixTimestamp64Milli(' ~ signed_in_at ~ ') = 0, ' ~ signed_in_at ~ ', ' ~ signed_in_at
    ~ ' - toInterval' ~ back.unit | capitalize ~ '(' ~ back.amount ~ '))'
) -}}
{%- endmacro %}
