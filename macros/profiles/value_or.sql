{# The JSON of a value, or what stands for it where it is empty. #}
{% macro value_or(raw, default) -%}
{{ return('if(' ~ raw ~ " = '', " ~ segflux.spelled(default) ~ ', ' ~ raw ~ ')' if default else raw) }}
{%- endmacro %}
